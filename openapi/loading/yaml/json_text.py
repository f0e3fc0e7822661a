"""JSON text in a YAML file: parsed quickly, or made readable for PyYAML."""

import json
import re
from collections.abc import Callable
from math import isinf

from openapi.json.contents import TreeContents, contents_of
from openapi.json.types import JSON

_INTEGER = re.compile(r"[-+]?[0-9]{1,1000}")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|.)", re.DOTALL)
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_SPACED_COLON = re.compile(r'"[ \t\n\r]+:')
_NON_YAML_CHARACTERS = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def parse_json_quickly(text: str, *, max_depth: int) -> TreeContents | None:
    """Return the value of a JSON text with what it contains.

    None if the slower parser must report an error.
    """
    if _has_half(text):
        return None
    try:
        found = contents_of(_decoder(None).decode(text), max_depth=max_depth)
        if _may_have_duplicates(text, found.members):
            _decoder(_once).decode(text)
    except (ValueError, RecursionError):
        return None
    return found


def _has_half(text: str) -> bool:
    """Whether a text has the escape of a lone surrogate."""
    if "\\ud" not in text and "\\uD" not in text:
        return False
    return _HALF.search(_ESCAPE.sub(_pairs_left_out, text)) is not None


def _may_have_duplicates(text: str, members: int) -> bool:
    """Whether an object may have a key twice: it has fewer members than the text has keys.

    A key is a string before a colon. What is counted includes all of them, and more where a string
    begins with a colon, or has an escaped quotation mark before one.
    """
    if _SPACED_COLON.search(text):
        return True
    keys = text.count('":')
    if keys != members and '\\\\":' not in text:
        keys -= text.count('\\":')  # inside of a string
    return keys != members


def _decoder(hook: Callable[[list[tuple[str, JSON]]], JSON] | None) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=hook,
        parse_constant=_no_number,
        parse_int=_Numbers(_integer).__getitem__,
        parse_float=_Numbers(_finite).__getitem__,
    )


class _Numbers(dict[str, JSON]):
    """Numbers by their texts, each converted once: most texts are repeated many times."""

    def __init__(self, convert: Callable[[str], JSON]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, text: str) -> JSON:
        self[text] = number = self._convert(text)
        return number


def _pairs_left_out(escape: re.Match[str]) -> str:
    """Return the beginning of a lone surrogate's escape; an empty text for any other escape."""
    return escape[0] if escape[0] == r"\u" else ""


def _once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs)
    return found


def _finite(text: str) -> float:
    value = float(text)
    if isinf(value):
        raise ValueError(text)
    return value


def _integer(digits: str) -> int:
    if not _INTEGER.fullmatch(digits):
        raise ValueError(digits)
    return int(digits)


def _no_number(name: str) -> JSON:
    raise ValueError(name)


def yaml_of(text: str) -> str:
    """Return a JSON text that PyYAML reads as JSON; YAML is returned unchanged.

    PyYAML refuses the escapes of a surrogate pair, and reads U+2028 in a string as a line break.
    """
    if text.lstrip()[:1] not in {"{", "["}:
        return text
    text = _ESCAPE.sub(lambda escape: _join_surrogates(escape[0]), text)
    return _NON_YAML_CHARACTERS.sub(lambda odd: f"\\u{ord(odd[0]):04x}", text)


def _join_surrogates(escape: str) -> str:
    if len(escape) == len(r"\n"):
        return escape
    character = json.loads(f'"{escape}"')
    return f"\\U{ord(character):08x}"
