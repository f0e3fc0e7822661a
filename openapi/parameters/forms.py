"""Form bodies to typed objects and back: URL-encoded ones and `multipart/form-data`.

Fields are read as the members of an exploded object in a query (OpenAPI, Encoding Object,
defaults): a list is a repeated field, an object is a field with JSON. An `encoding` changes that.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from mimetypes import guess_extension
from urllib.parse import quote_plus, unquote_to_bytes

from openapi.contract import Encoding, Location, Parameter, Schema, essence
from openapi.json.parsing import dump_json
from openapi.json.types import JSON
from openapi.parameters.encodings import (
    check_parts,
    is_exploded_object,
    is_json_encoded,
    read_encoded,
    written_headers,
)
from openapi.parameters.errors import InvalidParameterError
from openapi.parameters.multipart import MAX_FIELDS, Part, not_a_form, parts_of
from openapi.parameters.serialization import serialize_parameter
from openapi.parameters.shape import alternatives, kind_of
from openapi.parameters.splitting import named_members
from openapi.parameters.typed_texts import typed_members
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for
from openapi.schema.walk import applicable, members

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BOUNDARY = "specimen-form"  # boundary of the multipart bodies that are written
MAX_ESCAPES = 500_000  # of one URL-encoded form; each takes some hundred bytes when decoded

Fields = Sequence[tuple[str, str]]


def is_form(media_type: str) -> bool:
    """Whether a media type, parameters included, is one of the two of HTML forms."""
    return essence(media_type) in (URLENCODED, MULTIPART)


def has_fields(schema: Schema) -> bool:
    """Whether a schema can describe the fields of a form, which are the members of an object.

    Documents that mean "a file" write `type: string` for the whole form; no form is one.
    """
    return any(kind_of(each) in {"object", ""} for each in alternatives(schema))


def read_form(
    body: bytes, content_type: str, schema: Schema, encoding: Sequence[Encoding] = ()
) -> JSON:
    """Return the typed object of a form body; texts of files are decoded as latin-1.

    `content_type` is the header, with the boundary of `multipart/form-data`.

    Raises:
        InvalidParameterError: It is not a form, or a field is not of its type.
    """
    is_multipart = content_type.strip().casefold().startswith(MULTIPART)
    parts = [*(parts_of(body, content_type) if is_multipart else _pairs(body))]
    if is_multipart:
        check_parts(parts, encoding)
    known, rest = read_encoded(parts, encoding)
    holder = Parameter(name="", location=Location.QUERY, is_required=True, schema=schema)
    fields = [(part.name, part.text) for part in rest]
    members = named_members(holder, fields, lambda _: True)
    refusal: InvalidParameterError | None = None
    values: list[JSON] = []
    for shape in alternatives(schema):
        try:
            values.append({**typed_members(members, shape), **known})
        except InvalidParameterError as error:
            refusal = refusal or error
    if not values:
        raise refusal or InvalidParameterError("is no form", found="", allowed="a form")
    return next((value for value in values if validator_for(schema).is_valid(value)), values[0])


def write_form(
    value: JSON, media_type: str, encoding: Sequence[Encoding] = (), schema: Schema | None = None
) -> bytes:
    """Return the body of an object as a form; `content_type_of` has its header.

    A value that is a text is sent as it is: a URL-encoded form already. `schema` says which fields
    are files.
    """
    fields = [*form_fields(value, encoding)]
    if media_type.strip().casefold().startswith(MULTIPART):
        by_name = {each.name: each for each in encoding}
        parts = (
            _part(name, text, by_name.get(name.partition("[")[0]), file_type(name, schema))
            for name, text in fields
        )
        return f"{''.join(parts)}--{BOUNDARY}--\r\n".encode("utf-8", "replace")
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    return "&".join(f"{quote_plus(name)}={quote_plus(text)}" for name, text in fields).encode()


def file_type(name: str, schema: Schema | None) -> str:
    """Return the media type of the field of a form, if it is a file; else an empty text.

    A file is a text of `format: binary` (OpenAPI 3.0), or has a `contentMediaType` (3.1).
    """
    fields = members(applicable(schema), name) if schema is not None else ()
    for each in chain.from_iterable(map(applicable, (*fields, *members(fields, 0)))):
        media_type = each.definition.get("contentMediaType")
        if isinstance(media_type, str) and "contentEncoding" not in each.definition:
            return media_type
        if each.definition.get("format") == "binary":
            return "application/octet-stream"
    return ""


def _part(name: str, text: str, encoding: Encoding | None, file_type: str) -> str:
    headers = encoding.headers if encoding is not None else ()
    written = [*written_headers(encoding, map(_header_text, headers))]
    disposition = f'form-data; name="{_escaped(name)}"'
    if file_type:
        # Servers take a part without a file's name for a text.
        disposition += f'; filename="example{guess_extension(file_type) or ".bin"}"'
        if not any(each.lower().startswith("content-type:") for each in written):
            written.insert(0, f"Content-Type: {file_type}")
    lines = [f"Content-Disposition: {disposition}", *written]
    return "".join([f"--{BOUNDARY}\r\n", *(f"{each}\r\n" for each in lines), f"\r\n{text}\r\n"])


def _header_text(header: Parameter) -> str:
    value = header.example
    if value is None:
        value = generate_example(header.schema)
    return ",".join(text for _, text in serialize_parameter(header, value))


def content_type_of(media_type: str) -> str:
    """Return the Content-Type of a body that `write_form` has written."""
    is_multipart = media_type.strip().casefold().startswith(MULTIPART)
    return f"{MULTIPART}; boundary={BOUNDARY}" if is_multipart else media_type


def form_fields(value: JSON, encoding: Sequence[Encoding] = ()) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of an object's fields; nothing for other values."""
    styled = {
        each.name: each.parameter
        for each in encoding
        if each.parameter is not None and not is_exploded_object(each)
    }
    json = {each.name for each in encoding if is_json_encoded(each)}
    for name, member in value.items() if isinstance(value, dict) else ():
        if name in json:
            yield name, dump_json(member).decode()
            continue
        parameter = styled.get(name)
        if parameter is not None:
            yield from serialize_parameter(parameter, member)
            continue
        for each in member if isinstance(member, list) else [member]:
            yield name, each if isinstance(each, str) else dump_json(each).decode()


def _escaped(name: str) -> str:
    """Return a name for a quoted string as browsers write it (HTML, multipart/form-data)."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _pairs(body: bytes) -> Iterator[Part]:
    if body.count(b"&") > MAX_FIELDS:
        raise not_a_form(f"it has more than {MAX_FIELDS} fields")
    if body.count(b"%") > MAX_ESCAPES:
        raise not_a_form(f"it has more than {MAX_ESCAPES} escapes")
    for part in body.split(b"&") if body else ():
        name, _, text = part.replace(b"+", b" ").partition(b"=")
        try:
            yield Part(unquote_to_bytes(name).decode(), unquote_to_bytes(text).decode())
        except UnicodeDecodeError as error:
            raise not_a_form("it is not UTF-8") from error
