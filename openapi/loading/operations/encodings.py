"""The `encoding` of a form: how each of its properties is sent (OpenAPI, Encoding Object)."""

from collections.abc import Iterator, Mapping

from openapi.contract import Encoding, Location, Parameter, Schema
from openapi.json.pointers import join
from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.loading.operations.parameters import ParameterBuilder
from openapi.schema.types import types_of
from openapi.schema.walk import applicable

_MULTIPART = "multipart/form-data"
_FORMS = frozenset({_MULTIPART, "application/x-www-form-urlencoded"})
_STYLES = frozenset({"form", "spaceDelimited", "pipeDelimited", "deepObject"})
_STYLE_KEYS = frozenset({"style", "explode", "allowReserved"})


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
    given, form = entry.get("encoding"), media_type.partition(";")[0].strip().casefold()
    if form not in _FORMS or not isinstance(given, Mapping) or schema is None:
        return
    properties = dict(_properties(schema))
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
            headers=tuple(_headers(value, parameters, place)) if form == _MULTIPART else (),
            parameter=parameter,
            is_list="array" in types_of(properties[name].definition),
        )


def _types(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _properties(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the properties of an object by name, those of its `allOf` included."""
    for part in applicable(schema, choices=False):
        for name, definition in part.definition.get("properties", {}).items():
            meant, pointer = dereference(schema.root, definition)
            meant = meant if isinstance(meant, Mapping) else {}
            yield name, Schema(definition=meant, pointer=pointer, root=schema.root)


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


def _headers(
    value: Mapping[str, JSON], parameters: ParameterBuilder, pointer: str
) -> Iterator[Parameter]:
    for name, entry in value.get("headers", {}).items():
        if name.lower() == "content-type":
            continue  # OpenAPI 3.0.3, Encoding Object: `contentType` documents it
        header, place = dereference(parameters.root, entry, join(pointer, "headers", name))
        if parameters.is_header_name(name, join(pointer, "headers", name)):
            yield parameters.build(name, Location.HEADER, header, place)
