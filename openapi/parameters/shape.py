"""The schema that decides how a parameter is written: as a scalar, a list or an object.

A parameter with `anyOf: [array, null]` is a list where it is sent: its text has no spelling of
null. References are followed, and the parts of an `allOf` are one schema.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from openapi.contract import Schema
from openapi.json.pointers import dereference
from openapi.json.types import JSON
from openapi.schema.types import NULL, type_of, types_of
from openapi.schema.walk import ANYTHING, members, subschemas

MAX_LEVELS = 8  # references and combinations inside each other that are followed
MAX_ALTERNATIVES = 16  # branches of a choice that are tried

_IMPLIED: Mapping[str, str] = {
    "properties": "object",
    "additionalProperties": "object",
    "items": "array",
}


@lru_cache(maxsize=4096)
def shape_of(schema: Schema) -> Schema:
    """Return the schema of a value that is not null, without `$ref`, `allOf` and branches for null.

    A schema with several branches beside null is returned as it is.
    """
    for _ in range(MAX_LEVELS):
        found = _next(schema)
        if found is None:
            return schema
        schema = found
    return schema


@lru_cache(maxsize=4096)
def alternatives(schema: Schema) -> tuple[Schema, ...]:
    """Return the schemas as one of which a parameter is written, the first ones only.

    A number or a list of them (`oneOf`, or a list of types) are two; most schemas have one.
    """
    shape = shape_of(schema)
    kinds = sorted(types_of(shape.definition) - {NULL})
    if len(kinds) > 1:
        return tuple(
            replace(shape, definition={**shape.definition, "type": kind}) for kind in kinds
        )
    for keyword in ("oneOf", "anyOf"):
        branches = [b for b in shape.definition.get(keyword, ()) if not _is_null(shape.root, b)]
        if branches:
            parts = (
                _with_part(shape.root, shape.definition, keyword, each)
                for each in branches[:MAX_ALTERNATIVES]
            )
            return tuple(shape_of(replace(shape, definition=part)) for part in parts)
    return (shape,)


def member_of(shape: Schema, token: str | int) -> Schema:
    """Return the schema of a member or an item of the values of a shape.

    It allows anything if the shape does not describe that member.

    `token`: a key of an object, or an index of a list.
    """
    if isinstance(token, int):
        items = _items_of(shape)
        return items[min(token, len(items) - 1)]
    return _member_of(shape, token)


@lru_cache(maxsize=4096)
def _items_of(shape: Schema) -> tuple[Schema, ...]:
    """Return the schemas of the items that have their own, then that of all others."""
    own = sum(each.keyword == "prefixItems" for each in subschemas(shape))
    return tuple(_member_of(shape, index) for index in range(own + 1))


def _member_of(shape: Schema, token: str | int) -> Schema:
    found = members((shape,), token, choices=False)
    return found[0] if found else replace(shape, definition=ANYTHING)


def kind_of(schema: Schema) -> str:
    """Return the type of a schema's values, as far as its keywords show it; else empty."""
    definition = schema.definition
    if types_of(definition):
        return type_of(definition)
    return next((kind for keyword, kind in _IMPLIED.items() if keyword in definition), "")


def _next(schema: Schema) -> Schema | None:
    definition, root = schema.definition, schema.root
    meant, pointer = dereference(root, definition, schema.pointer)
    if meant is not definition:
        return replace(schema, definition=meant, pointer=pointer) if _is_schema(meant) else None
    for keyword in ("anyOf", "oneOf"):
        present = [each for each in definition.get(keyword, ()) if not _is_null(root, each)]
        if len(present) == 1 and not types_of(definition):
            one = _with_part(root, definition, keyword, present[0])
            return replace(schema, definition=one)
    return replace(schema, definition=_one(root, definition)) if "allOf" in definition else None


def _with_part(
    root: Mapping[str, JSON], definition: Mapping[str, JSON], keyword: str, branch: JSON
) -> Mapping[str, JSON]:
    """Return a schema with one branch of a choice in place of the choice."""
    rest = {key: value for key, value in definition.items() if key != keyword}
    return _one(root, {**rest, "allOf": [branch, *rest.get("allOf", ())]})


def _one(root: Mapping[str, JSON], definition: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return a schema with the keywords of its `allOf`; what cannot be united has no shape."""
    # Imported when it is needed: few parameters have an `allOf`.
    from openapi.schema.generation.merging import merged  # noqa: PLC0415

    united = merged(root, definition)
    return {key: value for key, value in united.items() if key != "allOf"}


def _is_null(root: Mapping[str, JSON], branch: JSON) -> bool:
    meant = dereference(root, branch)[0]
    return _is_schema(meant) and types_of(meant) == {NULL}


def _is_schema(value: JSON) -> bool:
    return isinstance(value, Mapping)
