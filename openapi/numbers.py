"""JSON numbers as their schema means them.

JSON has one kind of number, CEL has two that do not mix: `4000.0` where the schema says integer
must become `4000`, and `1` where it says number must become `1.0`, before a rule compares them.
"""

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from openapi.contract import Schema
from openapi.references import dereference

JSON = Any

_Schemas = list[Mapping[str, JSON]]

_MAX_FLOAT = int(sys.float_info.max)


def as_declared(value: JSON, schema: Schema) -> JSON:
    """Return `value` with its numbers as `schema` declares them; all else is left alone."""
    return _typed(value, _together([schema.definition], schema.root), schema.root)


def _together(schemas: Iterable[JSON], root: Mapping[str, JSON]) -> _Schemas:
    """Return the schemas and all that they are made of by allOf, each once."""
    found: dict[int, Mapping[str, JSON]] = {}
    pending = [*schemas]
    while pending:
        schema, _ = dereference(root, pending.pop())
        if isinstance(schema, Mapping) and id(schema) not in found:
            found[id(schema)] = schema
            pending += schema.get("allOf", ())
    return [*found.values()]


def _typed(value: JSON, schemas: _Schemas, root: Mapping[str, JSON]) -> JSON:
    if isinstance(value, dict):
        return {
            key: _typed(child, _of_key(key, schemas, root), root) for key, child in value.items()
        }
    if isinstance(value, list):
        items = _together([schema["items"] for schema in schemas if "items" in schema], root)
        return [_typed(item, items, root) for item in value]
    kinds = {schema.get("type") for schema in schemas}
    if isinstance(value, float) and "integer" in kinds and value.is_integer():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and "number" in kinds:
        return float(value) if "integer" not in kinds and abs(value) <= _MAX_FLOAT else value
    return value


def _of_key(key: str, schemas: _Schemas, root: Mapping[str, JSON]) -> _Schemas:
    children = (
        schema.get("properties", {}).get(key, schema.get("additionalProperties"))
        for schema in schemas
    )
    return _together(children, root)
