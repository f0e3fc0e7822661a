"""JSON text (RFC 8259), read strictly and written compactly.

Python's reader takes what the RFC does not (NaN, a second key winning in silence) and can be made
to exhaust the stack; bodies are hostile input, so this module refuses and bounds instead.
"""

import json
import math
import re
from collections import Counter
from typing import Never

from openapi.json.types import JSON

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64
MAX_DIGITS = 1000
MAX_SHOWN = 80

# Possessive, and content with a string that never ends: nothing is read twice.
_BRACKETS_AND_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


class JsonError(ValueError):
    """The bytes are not JSON as the RFC means it.

    Attributes:
        reason: What is wrong and where, one clause.
        is_ambiguous: Whether the RFC allows it, and leaves what to make of it to each reader.
        repaired: One value, with U+FFFD for each lone surrogate, where that is all that
            is wrong; else nothing.
    """

    def __init__(
        self, reason: str, *, is_open: bool = False, mended: tuple[JSON, ...] = ()
    ) -> None:
        self.reason = reason
        self.is_ambiguous = is_open
        self.repaired = mended
        super().__init__(reason)


def parse_json(data: bytes, *, max_depth: int = MAX_DEPTH, max_bytes: int = MAX_BYTES) -> JSON:
    """Return the value of one JSON text.

    Args:
        data: UTF-8 bytes, white space around the value allowed.
        max_depth: Deepest nesting of arrays and objects that is read.
        max_bytes: Longest text that is read.

    Raises:
        JsonError: Not UTF-8, a byte order mark, not JSON, a duplicate key, NaN or Infinity, a
            lone surrogate, a number that no float can hold, bytes after the value, or a bound
            crossed.
    """
    if len(data) > max_bytes:
        raise JsonError(f"longer than {max_bytes} bytes", is_open=True)
    if not data.strip(b" \t\r\n"):
        raise JsonError("empty")
    if data.startswith(b"\xef\xbb\xbf"):
        raise JsonError("begins with a byte order mark")
    _check_depth(data, max_depth)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonError(f"not UTF-8 at byte {error.start}") from error
    try:
        value = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        reason = f"{error.msg[:1].lower()}{error.msg[1:]}".removesuffix(" at")
        raise JsonError(f"{reason} at line {error.lineno}, column {error.colno}") from error
    if re.search(r"\\u[dD][89a-fA-F]", text):
        _check_surrogates(value)
    return value


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
                raise JsonError(f"nested deeper than {max_depth} levels", is_open=True)
        elif token in b"]}":
            depth -= 1


def _pairs(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    value = dict(pairs)
    if len(value) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise JsonError(f"key {_short(twice)!r} stands twice in one object")
    return value


def _constant(name: str) -> Never:
    raise JsonError(f"{name} is not a JSON value")


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise JsonError(f"a number has more than {MAX_DIGITS} digits", is_open=True)
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise JsonError(f"{_short(text)} is too large a number", is_open=True)
    return number


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def _check_surrogates(value: JSON) -> None:
    try:
        dump_json(value)
    except UnicodeEncodeError as error:
        text = json.dumps(value, ensure_ascii=False).encode("utf-16-le", "surrogatepass")
        mended = json.loads(text.decode("utf-16-le", "replace"))
        raise JsonError(
            "a lone surrogate is not a character", is_open=True, mended=(mended,)
        ) from error
