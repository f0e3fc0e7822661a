"""The one place that writes a JSON value as a body: no body contradicts its media type."""

from contextlib import suppress
from typing import NamedTuple

from mock_server.http.bodies.files import smallest_file
from mock_server.http.media_types import concrete_media_type, is_json
from openapi.contract import MediaType, is_xml_type
from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.types import JSON

_ANY_TEXT = "text"


class Body(NamedTuple):
    """A body, ready to be sent."""

    media_type: str  # the value of `Content-Type`
    content: bytes


def write_example(media: MediaType, value: JSON) -> Body:
    """Return a documented example as a body; a text is the body itself, unless that is JSON.

    JSON in the text of an example of XML is written as XML.
    """
    name = concrete_media_type(media.name)
    if is_xml_type(name) and isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        with suppress(JsonError, UnicodeEncodeError):
            value = parse_json(value.encode())
    if isinstance(value, str) and not is_json(name):
        return Body(media_type=name, content=value.encode("utf-8", "replace"))
    return write_value(media, value)


def write_value(media: MediaType, value: JSON) -> Body:
    """Return a value of the schema as a body.

    JSON is also the text of a value under a media type that is not known here, such as YAML, which
    contains JSON, or plain text.
    """
    name = concrete_media_type(media.name)
    if is_json(name):
        return Body(media_type=name, content=dump_json(value))
    # Imported when it is needed: most bodies are JSON.
    from openapi.parameters.forms import content_type_of, is_form, write_form  # noqa: PLC0415

    if is_form(name) and isinstance(value, dict):
        return Body(media_type=content_type_of(name), content=write_form(value, name))
    return Body(media_type=name, content=_written(name, media, value))


def _written(name: str, media: MediaType, value: JSON) -> bytes:
    """Return the bytes of a value that is neither JSON nor a form."""
    from mock_server.http.bodies import sequences  # noqa: PLC0415 - see above

    essence = name.partition(";")[0].strip().casefold()
    if is_xml_type(name):
        from mock_server.http.bodies.xml_bodies import write_xml  # noqa: PLC0415 - see above

        return write_xml(value, media.schema)
    if essence in sequences.WRITERS:
        return sequences.WRITERS[essence](value)
    return value.encode("utf-8", "replace") if isinstance(value, str) else dump_json(value)


def body_without_value(media: MediaType) -> Body | None:
    """Return the body of a media type whose schema says nothing about its bytes.

    That is a small file for an image or an archive, and any text without a schema; None if the
    body is to be made from the schema.
    """
    name = concrete_media_type(media.name)
    content = smallest_file(name)
    if content is None and media.schema is None and not is_json(name) and not is_xml_type(name):
        content = _written(name, media, _ANY_TEXT)
    return None if content is None else Body(media_type=name, content=content)
