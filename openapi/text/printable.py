r"""Texts from outside made safe to show: on a terminal, in a log, in a report.

Control characters move a terminal's cursor and set its title, bidirectional marks turn a line
around, and a CI service executes lines that begin with `::` or contain `##[`. All of them are
escaped: a reader sees them and nothing acts on them. Escaping twice has no further effect.

>>> printable("\x1b[2J::error::x")
'\\x1b[2J::error::x'
"""

import re

_NOT_ASCII = re.compile(r"[^ -~]")
_INSIDE_LINES = re.compile(r"[^ -~\n\t]")
_COMMAND = re.compile(r"^([ \t]*):(?=:)", re.MULTILINE)
_OLD_COMMAND = "##["
_LAST_OF_BMP = 0xFFFF


def printable(text: str) -> str:
    """Return a text on one line, with control characters and commands escaped."""
    if text.isprintable() and "##" not in text and "::" not in text:
        return text
    return _without_commands(_NOT_ASCII.sub(_escaped, text))


def printable_lines(text: str) -> str:
    """Return the same for a text of several lines; line feeds and tabs stay."""
    return _without_commands(_INSIDE_LINES.sub(_escaped, text))


def printable_json(text: str) -> str:
    """Return an equivalent JSON text, with such characters in JSON's own escapes."""
    return _INSIDE_LINES.sub(_escaped_json, text).replace(_OLD_COMMAND, "##\\u005b")


def _without_commands(text: str) -> str:
    return _COMMAND.sub(r"\1\\x3a", text).replace(_OLD_COMMAND, r"##\x5b")


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    return char if char.isprintable() else char.encode("unicode_escape").decode()


def _escaped_json(match: re.Match[str]) -> str:
    char = match[0]
    if char.isprintable():
        return char
    code = ord(char)
    if code <= _LAST_OF_BMP:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
