"""Texts and values that servers may read in more than one way: numbers, times and free texts."""

import json
import re
from collections.abc import Mapping

from openapi.contract import Parameter, Schema
from openapi.json.types import JSON
from openapi.parameters.shape import member_of, shape_of
from openapi.parameters.splitting import SEPARATORS
from openapi.schema.types import type_of
from openapi.schema.validation import validator_for
from openapi.schema.walk import applicable

LARGE = 10_000
"""A number beyond which a server may refuse what it documents no bound for.

It is the window of Elasticsearch, the smallest of the usual bounds that documents leave out.
"""

LONGEST_NUMBER = 400  # characters of a number that is read leniently

UNITS = "a server may count the UTF-16 units of a text"
"""Why a text may be too long or too short for a server and not for its schema, or the reverse."""

MOST_EXACT = 2**53 - 1

INEXACT = "a server may refuse an integer beyond 53 bits (RFC 8259, 6)"
"""Why an integer may be refused where the schema names neither 64 bits nor such a bound."""

_LONG_FORMATS = frozenset({"int64", "uint64"})

_NARROW_FORMATS = frozenset({"date", "date-time", "time", "duration", "uuid", "ipv4", "ipv6"})
"""Formats of which a server that documents them accepts every value."""

_LOWER = frozenset({"minimum", "exclusiveMinimum", "enum", "const"})
_UPPER = frozenset({"maximum", "exclusiveMaximum", "enum", "const"})

_POINT_ZERO = re.compile(r"\.0{1,40}(?=\s{0,9}\Z)")
_EXPONENT = re.compile(r"[-+]?[0-9]{1,20}(\.[0-9]{1,20})?[eE][-+]?[0-9]{1,2}")
_OTHER_BASE = re.compile(r"0[xX][0-9a-fA-F]{1,20}|0[oO][0-7]{1,20}|0[bB][01]{1,20}")
_BEYOND_16_BITS = re.compile("[\U00010000-\U0010ffff]")
_SECONDS = re.compile(r"-?[0-9]{1,20}(\.[0-9]{0,20})?")


def lenient_reading(texts: list[str], parameter: Parameter) -> str:
    """Return why a lenient server may read invalid texts as a valid value; empty if it may not."""
    if _are_lenient_numbers(texts, parameter):
        return "a lenient reader sees the same number"
    if _is_number_as_time(texts[0], parameter):
        return "some servers read a number as seconds since 1970"
    units = in_utf16_units(texts[0])
    is_text = type_of(shape_of(parameter.schema).definition) == "string" and units != texts[0]
    if is_text and validator_for(parameter.schema).is_valid(units):
        return UNITS
    return ""


def in_utf16_units(value: JSON) -> JSON:
    """Return a value with two letters in place of each one beyond 16 bits.

    Java, JavaScript and .NET count them as two, JSON Schema as one (Validation, 6.3.1).

    >>> len(in_utf16_units("a\N{SHOPPING BAGS}"))
    3
    """
    try:
        text = json.dumps(value, ensure_ascii=False)
        found: JSON = json.loads(_BEYOND_16_BITS.sub("\ue000\ue000", text))
    except RecursionError:  # a deep value, close to the limit of its reader
        return value
    return found


def is_inexact(value: JSON, schema: Schema) -> bool:
    """Whether a value is or has an integer that JavaScript cannot hold, and that is not documented.

    A bound or a format beyond 53 bits documents such integers.
    """
    shape = shape_of(schema)
    if isinstance(value, list):
        return any(is_inexact(each, member_of(shape, i)) for i, each in enumerate(value))
    definition = shape.definition
    if not isinstance(value, int) or abs(value) <= MOST_EXACT:
        return False
    bounds = (definition.get(name) for name in ("minimum", "maximum"))
    has_long = any(isinstance(each, int) and abs(each) > MOST_EXACT for each in bounds)
    return not has_long and definition.get("format") not in _LONG_FORMATS


def is_list(parameter: Parameter) -> bool:
    """Whether a parameter is an array."""
    return type_of(shape_of(parameter.schema).definition) == "array"


def _are_lenient_numbers(texts: list[str], parameter: Parameter) -> bool:
    """Whether lenient servers read every text as a number that the schema allows."""
    shape = shape_of(parameter.schema)
    if type_of(shape.definition) == "array":
        separator = SEPARATORS.get(parameter.style, ",")
        parts = [part for text in texts for part in text.split(separator)]
        items = [shape_of(member_of(shape, i)) for i in range(len(parts))]
        return all(map(_is_lenient_number, parts, (each.definition for each in items)))
    return _is_lenient_number(texts[0], shape.definition)


def _is_lenient_number(text: str, definition: Mapping[str, JSON]) -> bool:
    kind = type_of(definition)
    if kind not in {"integer", "number"}:
        return False
    value: float | None = lenient_number(text)
    if value is None and kind == "number":
        value = _lenient_float(text)
    if value is None:
        return False
    low, high = definition.get("minimum", value), definition.get("maximum", value)
    # Only NaN is not equal to itself; an integer may be too large for a float.
    return value != value or bool(low <= value <= high)  # noqa: PLR0124 - finds NaN


def _lenient_float(text: str) -> float | None:
    """Return the number that lenient servers read from a text, `Infinity` and `NaN` included."""
    try:
        return float(text) if len(text) <= LONGEST_NUMBER else None
    except ValueError:
        return None


def lenient_number(text: str) -> int | None:
    """Return the integer that lenient servers read from a text; None if they read none.

    Frameworks of several languages accept surrounding space, leading zeros, a plus sign, `.0`,
    digits of every script, and underscores between digits. Those of JavaScript accept an exponent
    and hexadecimal, octal and binary digits.
    """
    whole = _POINT_ZERO.sub("", text) if len(text) <= LONGEST_NUMBER else ""
    if _OTHER_BASE.fullmatch(whole):
        return int(whole, 0)
    if _EXPONENT.fullmatch(whole) and (value := float(whole)).is_integer():
        return int(value)
    try:
        return int(whole)
    except ValueError:
        return None


def _is_number_as_time(text: str, parameter: Parameter) -> bool:
    definition = shape_of(parameter.schema).definition
    if definition.get("format") not in {"date", "date-time"}:
        return False
    return _SECONDS.fullmatch(text) is not None


def is_open_text(schema: Schema, value: JSON, *, has_refusal: bool) -> bool:
    """Whether a schema does not state which of its strings a server accepts.

    That is so for strings without any bound, also in lists and objects. If the contract names a
    4xx (`has_refusal`), it is also so for wide formats (an address, a name) and for patterns that
    are not anchored.
    """
    shape = shape_of(schema)
    if isinstance(value, list | dict):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        return any(
            is_open_text(member_of(shape, token), each, has_refusal=has_refusal)
            for token, each in inner
        )
    definition = shape.definition
    if not isinstance(value, str) or definition.keys() & {"enum", "const"}:
        return False
    is_narrow = definition.get("format") in _NARROW_FORMATS or _is_anchored(definition)
    is_bound = bool(definition.keys() & {"pattern", "format"})
    return not is_bound or (has_refusal and not is_narrow)


def is_open_number(schema: Schema, value: JSON) -> bool:
    """Whether a schema does not state which of its large or negative numbers a server accepts.

    No list has so many rows, and no calendar such years: a documented refusal may mean these.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or 0 <= value <= LARGE:
        return False
    bounds = _LOWER if value < 0 else _UPPER
    return not any(bounds & part.definition.keys() for part in applicable(schema))


def _is_anchored(definition: Mapping[str, JSON]) -> bool:
    pattern = str(definition.get("pattern", ""))
    return pattern.startswith("^") and pattern.endswith("$")
