"""Schemas for the values that another schema refuses: what `not` and the branches of `oneOf` need.

Each denial breaks one keyword and allows fewer values than `not` would, but can be generated.
"""

from collections.abc import Callable, Iterator, Mapping

from openapi.json.pointers import dereference
from openapi.json.types import JSON
from openapi.schema.generation.merging import as_schema
from openapi.schema.types import types_of
from openapi.schema.walk import ANYTHING

MAX_LEVELS = 8  # levels of `allOf` that are looked into

_TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")


def denials(root: Mapping[str, JSON], schema: JSON, level: int = 0) -> Iterator[Mapping[str, JSON]]:
    """Yield schemas of values that are mostly not valid against a given one.

    The last one allows everything, so that values are tried one after the other.

    `level` is how many schemas of `allOf` are around it.

    Raises:
        KeyError: A reference does not resolve.
    """
    denied = as_schema(dereference(root, schema)[0])
    for keyword, value in denied.items():
        if keyword in _BROKEN:
            yield from _BROKEN[keyword](value)
        elif keyword == "allOf" and level < MAX_LEVELS:
            for part in value:
                yield from denials(root, part, level + 1)
        elif keyword in {"anyOf", "oneOf"}:
            yield {"allOf": [{"not": branch} for branch in value]}
    yield from _other_types(denied)
    yield ANYTHING


def _other_types(schema: Mapping[str, JSON]) -> Iterator[Mapping[str, JSON]]:
    types = types_of(schema)
    if types:
        # Of all other values, null says best that something is not there.
        if "null" not in types:
            yield {"type": "null"}
        known = types | ({"integer"} if "number" in types else frozenset())
        yield {"type": [each for each in _TYPES if each not in known]}


def _without(names: list[str]) -> Iterator[Mapping[str, JSON]]:
    for name in names:
        yield {"type": "object", "properties": {name: False}}


def _with_wrong(properties: Mapping[str, JSON]) -> Iterator[Mapping[str, JSON]]:
    for name, schema in properties.items():
        yield {"type": "object", "required": [name], "properties": {name: {"not": schema}}}


def _dependent(names: Mapping[str, JSON]) -> Iterator[Mapping[str, JSON]]:
    for name, others in names.items():
        for other in others:
            yield {"type": "object", "required": [name], "properties": {other: False}}


def _one(result: Mapping[str, JSON]) -> Iterator[Mapping[str, JSON]]:
    yield result


def _below(keyword: str, type_name: str) -> Callable[[JSON], Iterator[Mapping[str, JSON]]]:
    def deny(value: JSON) -> Iterator[Mapping[str, JSON]]:
        if value:
            yield {"type": type_name, keyword: value - 1}

    return deny


def _above(keyword: str, type_name: str) -> Callable[[JSON], Iterator[Mapping[str, JSON]]]:
    return lambda value: _one({"type": type_name, keyword: value + 1})


_BROKEN: Mapping[str, Callable[[JSON], Iterator[Mapping[str, JSON]]]] = {
    "required": _without,
    "properties": _with_wrong,
    "dependentRequired": _dependent,
    "not": lambda value: _one({"allOf": [value]}),
    "minimum": lambda value: _one({"type": "number", "exclusiveMaximum": value}),
    "maximum": lambda value: _one({"type": "number", "exclusiveMinimum": value}),
    "exclusiveMinimum": lambda value: _one({"type": "number", "maximum": value}),
    "exclusiveMaximum": lambda value: _one({"type": "number", "minimum": value}),
    "minLength": _below("maxLength", "string"),
    "maxLength": _above("minLength", "string"),
    "minItems": _below("maxItems", "array"),
    "maxItems": _above("minItems", "array"),
    "minProperties": _below("maxProperties", "object"),
    "maxProperties": _above("minProperties", "object"),
    "items": lambda value: _one({"type": "array", "contains": {"not": value}}),
    "contains": lambda value: _one({"type": "array", "items": {"not": value}}),
    "additionalProperties": lambda value: _one(
        {"type": "object", "required": ["other"], "properties": {"other": {"not": value}}}
    ),
}
