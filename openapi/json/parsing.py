"""JSON text (RFC 8259), parsed strictly and written compactly.

Python's parser accepts more than the RFC (NaN, duplicate keys) and can be made to exhaust the
stack. Bodies are hostile input, so this module refuses such texts and bounds size and depth.
"""

import json
import math
import re
from collections import Counter
from typing import Never

from openapi.json.types import JSON
from openapi.text.previews import shortened

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64
MAX_DIGITS = 1000
MAX_SHOWN = 80

# Possessive, and a string may be unterminated: no character is read twice.
_BRACKETS_AND_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


class JsonError(ValueError):
    """The bytes are not strict JSON.

    Attributes:
        reason: What is wrong and where, one clause.
        is_ambiguous: Whether the RFC allows the text, and parsers may differ in its value.
        repaired: If lone surrogates are the only error, a tuple of the value with U+FFFD in their
            place; else empty.
    """

    def __init__(
        self, reason: str, *, is_ambiguous: bool = False, repaired: tuple[JSON, ...] = ()
    ) -> None:
        self.reason = reason
        self.is_ambiguous = is_ambiguous
        self.repaired = repaired
        super().__init__(reason)


def parse_json(data: bytes, *, max_depth: int = MAX_DEPTH, max_bytes: int = MAX_BYTES) -> JSON:
    """Return the value of one JSON text.

    White space around the value is allowed.

    Raises:
        JsonError: The bytes are not UTF-8 or not JSON, have a byte order mark, a duplicate key,
            NaN or Infinity, a lone surrogate, a number too large for a float, or bytes after the
            value, or exceed a bound.
    """
    if len(data) > max_bytes:
        raise JsonError(f"longer than {max_bytes} bytes", is_ambiguous=True)
    if not data or data.isspace():
        raise JsonError("empty")
    if data.startswith(b"\xef\xbb\xbf"):
        raise JsonError("begins with a byte order mark")
    _check_depth(data, max_depth)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonError(f"not UTF-8 at byte {error.start}") from error
    try:
        value = (_DECODER if len(data) > MAX_DIGITS else _SHORT_DECODER).decode(text)
    except json.JSONDecodeError as error:
        reason = f"{error.msg[:1].lower()}{error.msg[1:]}".removesuffix(" at")
        raise JsonError(f"{reason} at line {error.lineno}, column {error.colno}") from error
    if b"\\u" in data and re.search(r"\\u[dD][89a-fA-F]", text):
        _check_surrogates(value)
    return value


def parse_if_json(data: bytes) -> JSON:
    """Return the value of one JSON text; None for anything else."""
    try:
        return parse_json(data)
    except JsonError:
        return None


def cell_text(value: JSON) -> str:
    """Return a value as a table shows it: a text as it is, nothing for null, else JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else dump_json(value).decode()


def dump_json(value: JSON) -> bytes:
    """Return `value` as compact UTF-8 JSON, non-ASCII characters kept."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def _check_depth(data: bytes, max_depth: int) -> None:
    if data.count(b"[") + data.count(b"{") <= max_depth:
        return
    depth = 0
    for match in _BRACKETS_AND_STRINGS.finditer(data):
        token = match[0]
        if token in b"[{":
            depth += 1
            if depth > max_depth:
                raise JsonError(f"nested deeper than {max_depth} levels", is_ambiguous=True)
        elif token in b"]}":
            depth -= 1


def _pairs(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    value = dict(pairs)
    if len(value) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise JsonError(f"key {shortened(twice, MAX_SHOWN)!r} appears twice in one object")
    return value


def _constant(name: str) -> Never:
    raise JsonError(f"{name} is not a JSON value")


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise JsonError(f"a number has more than {MAX_DIGITS} digits", is_ambiguous=True)
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise JsonError(f"{shortened(text, MAX_SHOWN)} is too large a number", is_ambiguous=True)
    return number


_SHORT_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_float
)
"""Reads texts in which no integer is too long; making a decoder takes as long as a short text."""

_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_float, parse_int=_integer
)


def _check_surrogates(value: JSON) -> None:
    try:
        dump_json(value)
    except UnicodeEncodeError as error:
        text = json.dumps(value, ensure_ascii=False).encode("utf-16-le", "surrogatepass")
        repaired = json.loads(text.decode("utf-16-le", "replace"))
        raise JsonError(
            "a lone surrogate is not a character", is_ambiguous=True, repaired=(repaired,)
        ) from error
