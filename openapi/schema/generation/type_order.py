"""The types of the values that are tried, the likely ones first."""

from collections.abc import Mapping

from openapi.json.types import JSON
from openapi.schema.types import NULL, types_of

_IMPLIED: Mapping[str, str] = {
    **dict.fromkeys(
        ("properties", "required", "patternProperties", "additionalProperties", "minProperties",
         "maxProperties", "propertyNames", "dependentRequired", "unevaluatedProperties"),
        "object",
    ),
    **dict.fromkeys(
        ("items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems",
         "unevaluatedItems"),
        "array",
    ),
    **dict.fromkeys(("format", "pattern", "minLength", "maxLength"), "string"),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"
    ),
}  # fmt: skip
_DECLARED = ("integer", "number", "string", "boolean", "object", "array", NULL)
_ANY = (NULL, "boolean", "integer", "string", "number", "array", "object")
_PLAIN = frozenset(
    {"type", "properties", "required", "items", "additionalProperties", "minItems", "maxItems",
     "format", "title", "description", "deprecated", "readOnly", "writeOnly", "xml", "nullable",
     "externalDocs", "minLength", "maxLength", "minimum", "maximum", "uniqueItems"}
)  # fmt: skip


def likely_types(schema: Mapping[str, JSON]) -> tuple[str, ...]:
    """Return the types of a merged schema: the declared ones, else all, the implied one first."""
    declared = types_of(schema)
    if declared:
        return tuple(name for name in _DECLARED if name in declared)
    implied = [kind for keyword, kind in _IMPLIED.items() if keyword in schema]
    return tuple(dict.fromkeys([*implied, *_ANY]))


def is_plain(schema: Mapping[str, JSON]) -> bool:
    """Whether a merged schema has only keywords that are followed exactly when generating."""
    return all(keyword in _PLAIN or keyword.startswith("x-") for keyword in schema)
