"""Examples of JSON that are written as a text, which published documents often have."""

from openapi.contract import Schema
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON
from openapi.schema.types import types_of
from openapi.schema.walk import applicable

_FIRST = ("{", "[")
_SHAPES = frozenset({"properties", "additionalProperties", "items", "prefixItems"})
"""Keywords that only objects or lists have a use for."""


def value_of_text(value: JSON, schema: Schema | None, media_type: str) -> JSON:
    """Return the value of an example that is JSON in a text, if a text is not what is meant.

    Where the schema allows a text, the example is one; so it is unless the media type is JSON.
    """
    if not isinstance(value, str) or not value.lstrip().startswith(_FIRST):
        return value
    if "json" not in media_type.casefold() or schema is None or _allows_text(schema):
        return value
    try:
        return parse_json(value.encode())
    except (JsonError, UnicodeEncodeError):
        return value


def _allows_text(schema: Schema) -> bool:
    """Whether a schema is meant for a text, too: by its type, or because it says nothing at all."""
    definitions = [each.definition for each in applicable(schema)]
    types = frozenset[str]().union(*map(types_of, definitions))
    if types:
        return "string" in types
    return not any(_SHAPES & definition.keys() for definition in definitions)
