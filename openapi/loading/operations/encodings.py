"""The `encoding` of a form (OpenAPI, Encoding Object), and examples that are JSON in a text."""

from collections.abc import Iterator, Mapping

from openapi.contract import Encoding, Location, Parameter, Schema, essence
from openapi.json.parsing import JsonError, parse_json
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.loading.operations.parameters import ParameterBuilder
from openapi.schema.types import type_of, types_of
from openapi.schema.walk import applicable, named_members

_MULTIPART = "multipart/form-data"
_FORMS = frozenset({_MULTIPART, "application/x-www-form-urlencoded"})
_STYLES = frozenset({"form", "spaceDelimited", "pipeDelimited", "deepObject"})
_STYLE_KEYS = frozenset({"style", "explode", "allowReserved"})

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


def encodings(
    media_type: str,
    entry: Mapping[str, JSON],
    schema: Schema | None,
    parameters: ParameterBuilder,
    pointer: str,
) -> Iterator[Encoding]:
    """Yield the encodings of a request body in the order of the document.

    Only media types of forms have encodings; `entry` is the Media Type Object at `pointer`.
    """
    given, form = entry.get("encoding"), essence(media_type)
    if form not in _FORMS or not isinstance(given, Mapping) or schema is None:
        return
    properties = dict(named_members(schema, choices=False))
    for name, value in given.items():
        if not isinstance(value, Mapping) or name not in properties:
            continue  # OpenAPI 3.0.3, Encoding Object: the key names a property
        place = join(pointer, "encoding", name)
        parameter = _parameter(name, value, properties[name], place)
        is_styled = parameter is not None
        types = value.get("contentType", "")
        yield Encoding(
            name=name,
            # OpenAPI 3.1.0, Encoding Object: a style replaces the media type.
            content_types=() if is_styled or not isinstance(types, str) else _types(types),
            headers=tuple(parameters.headers(value, place)) if form == _MULTIPART else (),
            parameter=parameter,
            is_list="array" in types_of(properties[name].definition),
            is_text=type_of(properties[name].definition) == "string",
        )


def _types(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _parameter(
    name: str, value: Mapping[str, JSON], schema: Schema, pointer: str
) -> Parameter | None:
    style = value.get("style", "form")
    if not _STYLE_KEYS & value.keys() or style not in _STYLES:
        return None
    return Parameter(
        name=name,
        location=Location.QUERY,
        is_required=False,
        schema=schema,
        style=style,
        explode=bool(value.get("explode", style == "form")),
        allows_reserved=value.get("allowReserved") is True,
        pointer=pointer,
    )
