"""Writes JSON values as YAML that a person can read and change (YAML 1.2, block style).

Every text that another reader could take for something else is quoted as in JSON, so that the
values come back as they are.
"""

import json
import re
from collections.abc import Iterator, Mapping

from openapi.json.types import JSON

WIDTH = 96  # columns up to which a list or object of plain values is on one line
LONGEST_KEY = 1000  # characters of a key as it is written; readers take 1024 (YAML 1.2.2, 7.4)

_PLAIN = re.compile(r"[A-Za-z_/$][A-Za-z0-9_/$.{}-]*(?: [A-Za-z0-9_/$.(){}<>=+-]+)*")
_WORDS = frozenset(
    {"true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf", "infinity"}
)
_LAST_OF_BMP = 0xFFFF
_NUMBER = re.compile(r"[-+.]?[0-9].*|0[xob].*", re.IGNORECASE)


def yaml_text(value: JSON) -> str:
    """Return a value as YAML; as JSON, which YAML contains, if a key is too long for a line.

    >>> print(yaml_text({"a": [1, "no"], "b": {"c": "two words", "d": []}}), end="")
    a: [1, "no"]
    b: {c: two words, d: []}
    """
    if not all(map(_is_fit_key, _keys(value))):
        return json.dumps(value, indent=2) + "\n"
    if isinstance(value, Mapping) and value:
        return "".join(f"{line}\n" for line in _mapping(value, ""))
    if isinstance(value, list) and value:
        return "".join(f"{line}\n" for line in _list(value, ""))
    return f"{_flow(value)}\n"


def _keys(value: JSON) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from map(str, value)
    children = value.values() if isinstance(value, Mapping) else value
    for child in children if isinstance(value, Mapping | list) else ():
        yield from _keys(child)


def _is_fit_key(key: str) -> bool:
    return len(key) <= LONGEST_KEY // len("\\U00000000") or len(_text(key)) <= LONGEST_KEY


def _mapping(value: Mapping[str, JSON], indent: str) -> Iterator[str]:
    for key, child in value.items():
        yield from _entry(f"{indent}{_text(str(key))}:", child, indent)


def _entry(head: str, child: JSON, indent: str) -> Iterator[str]:
    """Yield a key with its value, on one line if there is room."""
    line = f"{head} {_flow(child)}" if _is_short(child) else ""
    if line and (len(line) <= WIDTH or not _has_parts(child)):
        yield line
    elif isinstance(child, Mapping):
        yield head
        yield from _mapping(child, f"{indent}  ")
    else:
        yield head
        yield from _list(child, f"{indent}  ")


def _list(value: list[JSON], indent: str) -> Iterator[str]:
    for child in value:
        line = f"{indent}- {_flow(child)}" if _is_short(child) else ""
        if line and (len(line) <= WIDTH or not _has_parts(child)):
            yield line
            continue
        inner = f"{indent}  "
        lines = _mapping(child, inner) if isinstance(child, Mapping) else _list(child, inner)
        for number, each in enumerate(lines):
            yield each if number else f"{indent}- {each[len(inner) :]}"


def _has_parts(value: JSON) -> bool:
    """Whether a value can be written on several lines."""
    return isinstance(value, Mapping | list) and bool(value)


def _is_short(value: JSON) -> bool:
    """Whether a value has no lists or objects that are not empty, or only short ones."""
    if isinstance(value, Mapping):
        return not any(_has_parts(child) for child in value.values())
    if isinstance(value, list):
        return not any(_has_parts(child) for child in value)
    return True


def _flow(value: JSON) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_text(str(k))}: {_flow(v)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) is not None and not set("{}") & set(text)
    if is_plain and text.lower() not in _WORDS and not _NUMBER.fullmatch(text):
        return text
    return quoted_text(text)


def quoted_text(text: str) -> str:
    r"""Return a text in double quotes, as every reader of YAML takes it.

    >>> print(quoted_text("a\x7f"))
    "a\u007f"
    """
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if quoted.isprintable() else "".join(map(_escaped, quoted))


def _escaped(char: str) -> str:
    """Return a character as YAML has it in double quotes: it knows no pairs of surrogates."""
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code <= _LAST_OF_BMP else f"\\U{code:08x}"
