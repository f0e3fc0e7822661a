"""Form bodies to typed objects and back: URL-encoded ones and `multipart/form-data`.

Fields are read as the members of an exploded object in a query (OpenAPI, Encoding Object,
defaults): a list is a repeated field, an object is a field with JSON.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote_plus, unquote_to_bytes

from openapi.contract import Location, Parameter, Schema
from openapi.json.parsing import dump_json
from openapi.json.types import JSON
from openapi.parameters.errors import InvalidParameterError
from openapi.parameters.shape import alternatives
from openapi.parameters.splitting import named_members
from openapi.parameters.typed_texts import typed_members
from openapi.schema.validation import validator_for

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BOUNDARY = "specimen-form"
"""Boundary of the multipart bodies that are written."""

_DELIMITER = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;,"]{1,70}))', re.IGNORECASE)
_NAME = re.compile(r'(?:^|[;\s])name="((?:[^"\\]|\\.)*+)"', re.IGNORECASE)

Fields = Sequence[tuple[str, str]]


def is_form(media_type: str) -> bool:
    """Whether a media type, parameters included, is one of the two of HTML forms."""
    return media_type.partition(";")[0].strip().casefold() in (URLENCODED, MULTIPART)


def read_form(body: bytes, content_type: str, schema: Schema) -> JSON:
    """Return the typed object of a form body; texts of files are decoded as latin-1.

    Args:
        body: The whole body.
        content_type: The header, with the boundary of `multipart/form-data`.
        schema: The schema of the object.

    Raises:
        InvalidParameterError: It is not a form, or a field is not of its type.
    """
    is_multipart = content_type.strip().casefold().startswith(MULTIPART)
    fields = [*(_parts(body, content_type) if is_multipart else _pairs(body))]
    holder = Parameter(name="", location=Location.QUERY, is_required=True, schema=schema)
    members = named_members(holder, fields, lambda _: True)
    refusal: InvalidParameterError | None = None
    values: list[JSON] = []
    for shape in alternatives(schema):
        try:
            values.append(typed_members(members, shape))
        except InvalidParameterError as error:
            refusal = refusal or error
    if not values:
        raise refusal or InvalidParameterError("is no form", found="", allowed="a form")
    return next((value for value in values if validator_for(schema).is_valid(value)), values[0])


def write_form(value: JSON, media_type: str) -> bytes:
    """Return the body of an object as a form; `content_type_of` has its header."""
    fields = [*form_fields(value)]
    if media_type.strip().casefold().startswith(MULTIPART):
        parts = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{_escaped(name)}"'
            f"\r\n\r\n{text}\r\n"
            for name, text in fields
        )
        return f"{''.join(parts)}--{BOUNDARY}--\r\n".encode("utf-8", "replace")
    return "&".join(f"{quote_plus(name)}={quote_plus(text)}" for name, text in fields).encode()


def content_type_of(media_type: str) -> str:
    """Return the Content-Type of a body that `write_form` has written."""
    is_multipart = media_type.strip().casefold().startswith(MULTIPART)
    return f"{MULTIPART}; boundary={BOUNDARY}" if is_multipart else media_type


def form_fields(value: JSON) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of an object's fields; nothing for other values."""
    for name, member in value.items() if isinstance(value, dict) else ():
        for each in member if isinstance(member, list) else [member]:
            yield name, each if isinstance(each, str) else dump_json(each).decode()


def _escaped(name: str) -> str:
    """Return a name for a quoted string as browsers write it (HTML, multipart/form-data)."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _pairs(body: bytes) -> Iterator[tuple[str, str]]:
    for part in body.split(b"&") if body else ():
        name, _, text = part.replace(b"+", b" ").partition(b"=")
        try:
            yield unquote_to_bytes(name).decode(), unquote_to_bytes(text).decode()
        except UnicodeDecodeError as error:
            raise _not_a_form("it is not UTF-8") from error


def _parts(body: bytes, content_type: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a multipart body (RFC 7578)."""
    found = _DELIMITER.search(content_type)
    if found is None:
        message = "Content-Type has no boundary"
        raise _not_a_form(message)
    delimiter = b"--" + (found[1] or found[2]).encode("latin-1", "replace")
    _, *parts = (b"\r\n" + body).split(b"\r\n" + delimiter)
    if not parts or not parts[-1].startswith(b"--"):
        message = "its last boundary is missing"
        raise _not_a_form(message)
    for part in parts[:-1]:
        head, gap, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head.decode("utf-8", "replace"))
        if not gap or name is None:
            message = "a part has no name"
            raise _not_a_form(message)
        try:
            yield name[1].replace("%22", '"'), content.decode()
        except UnicodeDecodeError:
            yield name[1].replace("%22", '"'), content.decode("latin-1")


def _not_a_form(reason: str) -> InvalidParameterError:
    return InvalidParameterError(f"is not a form: {reason}", found="", allowed="a form")
