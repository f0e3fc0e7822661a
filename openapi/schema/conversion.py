"""From a schema of a contract to one self-contained JSON Schema (draft 2020-12).

Referenced schemas are copied to `$defs`, integer formats become bounds, and annotations and
unknown formats are left out.
"""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

from openapi.contract import Schema
from openapi.json.equality import IdentityKey
from openapi.json.formats import FORMATS
from openapi.json.pointers import escape, resolve
from openapi.json.types import JSON
from openapi.schema.discriminators import exclusive_branches
from openapi.schema.types import type_of
from openapi.schema.walk import LISTS, MAPS, ONE

_INT64 = 2**63
_BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-_INT64, _INT64 - 1)}
_ANNOTATIONS = frozenset(
    {"example", "examples", "xml", "externalDocs", "discriminator", "readOnly", "writeOnly",
     "deprecated", "description", "title", "default", "$id", "$anchor", "$dynamicAnchor", "$schema",
     "$comment", "$defs", "definitions", "$vocabulary", "contentSchema"}
)  # fmt: skip
_SCHEMAS = frozenset({*ONE, "propertyNames"})


def json_schema_of(schema: Schema) -> dict[str, JSON]:
    """Return a schema of a contract as a self-contained JSON Schema.

    Raises:
        KeyError: A reference does not resolve.
    """
    root, needed = schema.root, dict[str, JSON]()
    converted: dict[str, JSON] = _convert(schema.definition, needed)
    # A loop and no recursion: a chain of references may be long.
    while pending := [ref for ref, value in needed.items() if value is None]:
        for ref in pending:
            needed[ref], others = _converted_target(IdentityKey(root), ref)
            for other in others:
                needed.setdefault(other)
    return {**converted, "$defs": needed} if needed else converted


@lru_cache(maxsize=8192)
def _converted_target(root: IdentityKey, reference: str) -> tuple[JSON, tuple[str, ...]]:
    """Return the converted target of a reference, and the references in it.

    The schemas of a large document refer to each other, so that most of them are needed for each
    of their parts: they are converted once.
    """
    needed = dict[str, JSON]()
    converted = _convert(resolve(root.value, reference.removeprefix("#")), needed)
    return converted, tuple(needed)


def _convert(schema: JSON, needed: dict[str, JSON]) -> JSON:
    """Convert one schema, which may be a boolean; its references are added to `needed`."""
    if not isinstance(schema, Mapping):
        return schema
    if isinstance(schema.get("$ref"), str):
        needed.setdefault(schema["$ref"])
        return {"$ref": f"#/$defs/{quote(escape(schema['$ref']), safe='~')}"}
    result: dict[str, JSON] = {}
    for keyword, value in schema.items():
        if keyword in _ANNOTATIONS or keyword.startswith("x-"):
            continue
        if keyword in MAPS:
            result[keyword] = {k: _convert(v, needed) for k, v in value.items()}
        elif keyword in LISTS:
            tag = schema.get("discriminator") if keyword == "oneOf" else None
            result[keyword] = [_convert(child, needed) for child in exclusive_branches(value, tag)]
        elif keyword in _SCHEMAS and isinstance(value, Mapping):
            result[keyword] = _convert(value, needed)
        elif keyword != "format" or value in FORMATS:
            result[keyword] = value
    _integer_bounds(result, schema.get("format", ""))
    return result


def _integer_bounds(schema: dict[str, JSON], name: str) -> None:
    bounds = _BOUNDS.get(name)
    if bounds is not None and type_of(schema) == "integer":
        schema.setdefault("minimum", bounds[0])
        schema.setdefault("maximum", bounds[1])
