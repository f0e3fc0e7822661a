"""JSON numbers as their schema means them.

JSON has one kind of number, CEL has two that do not mix: `4000.0` where the schema says integer
must become `4000`, and `1` where it says number must become `1.0`, before a rule compares them.
"""

from collections.abc import Mapping
from typing import Any

from openapi.contract import Schema
from openapi.references import dereference

JSON = Any

MAX_DEPTH = 64


def as_declared(value: JSON, schema: Schema) -> JSON:
    """Return `value` with its numbers as `schema` declares them; all else is left alone."""
    return _typed(value, schema.definition, schema.root, MAX_DEPTH)


def _typed(value: JSON, schema: JSON, root: Mapping[str, JSON], depth: int) -> JSON:
    schema, _ = dereference(root, schema)
    if not isinstance(schema, Mapping) or not depth:
        return value
    for part in schema.get("allOf", ()):
        value = _typed(value, part, root, depth - 1)
    kind = schema.get("type")
    if isinstance(value, float) and kind == "integer" and value.is_integer():
        return int(value)
    if isinstance(value, int) and kind == "number" and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dict):
        return _object(value, schema, root, depth)
    if isinstance(value, list) and "items" in schema:
        return [_typed(item, schema["items"], root, depth - 1) for item in value]
    return value


def _object(
    value: dict[str, JSON], schema: Mapping[str, JSON], root: Mapping[str, JSON], depth: int
) -> JSON:
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties", {})
    return {
        key: _typed(child, properties.get(key, others), root, depth - 1)
        for key, child in value.items()
    }
