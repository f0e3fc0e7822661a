"""Conversion of JSON numbers to the type that their schema declares.

JSON has one kind of number, CEL has two that do not mix. Before a rule compares numbers, `4000.0`
must become `4000` if the schema states integer, and `1` must become `1.0` if it states number.
"""

import sys

from openapi.contract import Schema
from openapi.json.types import JSON
from openapi.schema.described import DescribedValue, described

_MAX_FLOAT = int(sys.float_info.max)
_NEVER_TYPED = frozenset({str, bool, type(None)})  # no schema is looked up for these


def coerce_numbers(value: JSON, schema: Schema) -> JSON:
    """Return `value` with its numbers as `schema` declares them; nothing else changes."""
    return _typed(value, described(schema))


def _typed(value: JSON, known: DescribedValue | None) -> JSON:
    if known is None:
        return value
    if isinstance(value, dict):
        member = known.member
        return {
            key: child if type(child) in _NEVER_TYPED else _typed(child, member(key))
            for key, child in value.items()
        }
    if isinstance(value, list):
        member = known.member
        return [
            item if type(item) in _NEVER_TYPED else _typed(item, member(index))
            for index, item in enumerate(value)
        ]
    types = known.types
    if isinstance(value, float):
        return int(value) if "integer" in types and value.is_integer() else value
    is_float = "number" in types and "integer" not in types and type(value) is int
    return float(value) if is_float and abs(value) <= _MAX_FLOAT else value
