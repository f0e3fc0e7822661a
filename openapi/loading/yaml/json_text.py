"""JSON text in a YAML file: parsed quickly, or made readable for PyYAML."""

import json
import re
from math import isinf

from openapi.json.types import JSON

_INTEGER = re.compile(r"[-+]?[0-9]{1,1000}")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|.)", re.DOTALL)
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_NON_YAML_CHARACTERS = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def parse_json_quickly(text: str, *, max_depth: int) -> JSON:
    """Return the value of a JSON text, or None if the slower parser must report an error."""
    if _HALF.search(text) and _HALF.search(_ESCAPE.sub(_pairs_left_out, text)):
        return None
    try:
        tree = json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_int=_integer,
            parse_float=_finite,
        )
    except (ValueError, RecursionError):
        return None
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > max_depth:
            return None
        level = [
            child
            for value in level
            for child in (value.values() if isinstance(value, dict) else value)
            if isinstance(child, dict | list)
        ]
    return tree


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
