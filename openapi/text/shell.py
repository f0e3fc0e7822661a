r"""Words of a shell command, on one line that can be pasted.

>>> quoted_word("it's")
'\'it\'"\'"\'s\''
>>> print(quoted_word("é\n"))
$'é\x0a'
"""

from shlex import quote


def quoted_word(text: str) -> str:
    """Return a word for a shell; what is not printable is an escape in `$'…'` (bash, zsh)."""
    if text.isprintable():
        return quote(text)
    plain = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{''.join(c if c.isprintable() else _escape(ord(c)) for c in plain)}'"


def _escape(code: int) -> str:
    if code < 0x80:  # noqa: PLR2004 - ASCII; above it, \x is a byte and no character
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - shell's own
