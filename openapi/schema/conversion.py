"""From an OpenAPI 3.0 schema to the JSON Schema (draft 2020-12) that means the same.

Three things differ: `nullable`, the boolean `exclusiveMinimum` and `exclusiveMaximum` of draft 4,
and `$ref`, beside which OpenAPI 3.0 ignores every other keyword. Integer formats become bounds,
and formats that nobody judges are left out.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from openapi.contract import Schema
from openapi.json.formats import FORMATS
from openapi.json.pointers import escape, resolve

JSON = Any

_INT64 = 2**63
_BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-_INT64, _INT64 - 1)}
_ANNOTATIONS = frozenset(
    {"example", "examples", "xml", "externalDocs", "discriminator", "readOnly", "writeOnly",
     "deprecated", "description", "title", "default", "nullable"}
)  # fmt: skip
_MAPS_OF_SCHEMAS = frozenset({"properties", "patternProperties", "$defs"})
_LISTS_OF_SCHEMAS = frozenset({"allOf", "anyOf", "oneOf"})
_SCHEMAS = frozenset({"items", "additionalProperties", "not"})


def json_schema_of(schema: Schema) -> dict[str, JSON]:
    """Return the draft 2020-12 schema that means what an OpenAPI 3.0 schema means.

    Raises:
        KeyError: A reference leads nowhere.
    """
    root, needed = schema.root, dict[str, JSON]()
    converted = _convert(schema.definition, needed)
    # One after the other, not one inside the other: a chain of references may be long.
    while pending := [ref for ref, value in needed.items() if value is None]:
        for ref in pending:
            needed[ref] = _convert(resolve(root, ref.removeprefix("#")), needed)
    return {**converted, "$defs": needed} if needed else converted


def _convert(schema: Mapping[str, JSON], needed: dict[str, JSON]) -> dict[str, JSON]:
    """Convert one schema; what it refers to is put down as `needed`."""
    if isinstance(schema.get("$ref"), str):
        needed.setdefault(schema["$ref"])
        return {"$ref": f"#/$defs/{quote(escape(schema['$ref']), safe='~')}"}
    result: dict[str, JSON] = {}
    for keyword, value in schema.items():
        if keyword in _ANNOTATIONS or keyword.startswith("x-"):
            continue
        if keyword in _MAPS_OF_SCHEMAS:
            result[keyword] = {k: _convert(v, needed) for k, v in value.items()}
        elif keyword in _LISTS_OF_SCHEMAS:
            result[keyword] = [_convert(child, needed) for child in value]
        elif keyword in _SCHEMAS and isinstance(value, Mapping):
            result[keyword] = _convert(value, needed)
        elif keyword != "format" or value in FORMATS:
            result[keyword] = value
    _exclusive_bounds(result)
    _integer_bounds(result, schema.get("format", ""))
    return _or_null(result) if schema.get("nullable") is True else result


def _exclusive_bounds(schema: dict[str, JSON]) -> None:
    """Draft 4 says `exclusiveMinimum: true` beside `minimum`; 2020-12 gives the number itself."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if schema.get(exclusive) is True and bound in schema:
            schema[exclusive] = schema.pop(bound)
        elif isinstance(schema.get(exclusive), bool):
            del schema[exclusive]


def _integer_bounds(schema: dict[str, JSON], name: str) -> None:
    bounds = _BOUNDS.get(name)
    if bounds is not None and schema.get("type") == "integer":
        schema.setdefault("minimum", bounds[0])
        schema.setdefault("maximum", bounds[1])


def _or_null(schema: dict[str, JSON]) -> dict[str, JSON]:
    kind = schema.get("type")
    if not isinstance(kind, str) or schema.keys() & _LISTS_OF_SCHEMAS:
        return {"anyOf": [schema, {"type": "null"}]}
    widened = {**schema, "type": [kind, "null"]}
    if "enum" in schema and None not in schema["enum"]:
        widened["enum"] = [*schema["enum"], None]
    return widened
