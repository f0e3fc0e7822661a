"""Valid requests for operations, which are printed at start-up."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlencode

from mock_server.http.bodies.writing import write_example, write_value
from openapi.contract import Contract, Location, Operation, Parameter, SecurityScheme, is_json_type
from openapi.json.types import JSON
from openapi.parameters.serialization import encode_parameter, fill_path, serialize_parameter
from openapi.parameters.shape import kind_of, member_of, shape_of
from openapi.schema.examples import generate_example
from openapi.schema.walk import named_members
from openapi.text.shell import quoted_word

_KEY = "apiKey"
_CONTENT_TYPE = "Content-Type"
_NONE: Mapping[str, JSON] = MappingProxyType({})
_ANY_TEXT = "string"


class ExampleRequest(NamedTuple):
    """A request, ready to be sent."""

    method: str
    target: str  # path and query, percent-encoded
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""  # empty without one
    fields: tuple[tuple[str, str], ...] = ()  # those of a `multipart/form-data` body; else empty
    files: frozenset[str] = frozenset()  # the names of those that are files

    @property
    def is_clickable(self) -> bool:
        """Whether a browser's address bar can send it."""
        return self.method == "GET" and not self.headers and not self.body

    def shell_line(self, url: str) -> str:
        """Return the request to the server at `url` as a link, or as a curl command."""
        address = f"{url}{self.target}"
        if self.is_clickable:
            return address
        words = ["curl"]
        if self.method == "HEAD":
            # With `-X HEAD` curl waits for a body.
            words.append("-I")
        elif self.method != "GET":
            words += ["-X", self.method]
        headers = self.headers
        if self.fields:
            # curl chooses the boundary, and says so in Content-Type.
            headers = tuple(pair for pair in headers if pair[0] != _CONTENT_TYPE)
        for name, value in headers:
            # curl drops a header without a value unless it ends in a semicolon.
            words += ["-H", f"{name}: {value}" if value else f"{name};"]
        for name, value in self.fields:
            words += _form_words(name, value, is_file=name in self.files)
        if self.body and not self.fields:
            words += ["--data-raw", self.body.decode("utf-8", "replace")]
        return " ".join(map(quoted_word, [*words, address]))


def _form_words(name: str, value: str, *, is_file: bool) -> tuple[str, str]:
    """Return curl's words for a field; a file has a name, and its content is in the line."""
    if not is_file:
        return "--form-string", f"{name}={value}"
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return "--form", f'{name}="{quoted}";filename={name}'


def example_request(
    contract: Contract,
    operation: Operation,
    *,
    preferences: tuple[tuple[str, str], ...] = (),
    token: str = "",
    path_values: Mapping[str, JSON] = _NONE,
) -> ExampleRequest:
    """Return a valid request with only what the operation requires.

    `preferences` are query parameters for the mock, such as `("__example", "empty")`; the token is
    sent if the operation requires one; `path_values` are better than the documented ones.
    """
    required = [*_required(operation)]
    path = fill_path(
        contract.path_of(operation),
        {
            p.name: text
            for p in required
            if p.location is Location.PATH
            for _, text in encode_parameter(p, path_values.get(p.name, _value(p)))
        },
    )
    query = [
        f"{name}={text}"
        for parameter in required
        if parameter.location is Location.QUERY
        for name, text in _encoded(parameter)
    ]
    pairs = [(p.location, *pair) for p in required for pair in _pairs(p)]
    if token:
        credentials = _credentials(contract, operation, token)
        pairs += credentials
        added = [(name, text) for at, name, text in credentials if at is Location.QUERY]
        query += filter(None, [urlencode(added)])
    cookies = "; ".join(f"{name}={text}" for at, name, text in pairs if at is Location.COOKIE)
    headers = [(name, text) for at, name, text in pairs if at is Location.HEADER]
    media_type, body, fields = _body(operation)
    files = frozenset(_files(operation)) if fields else frozenset[str]()
    preferred = [urlencode(preferences)] if preferences else []
    return ExampleRequest(
        method=operation.method,
        target="?".join(filter(None, [path, "&".join([*query, *preferred])])),
        headers=(
            *headers,
            *((("Cookie", cookies),) if cookies else ()),
            *(((_CONTENT_TYPE, media_type),) if body else ()),
        ),
        body=body,
        fields=fields,
        files=files,
    )


def _required(operation: Operation) -> Iterator[Parameter]:
    for parameter in operation.parameters:
        if parameter.is_required or parameter.location is Location.PATH:
            yield parameter


def _pairs(parameter: Parameter) -> list[tuple[str, str]]:
    return serialize_parameter(parameter, _value(parameter))


def _encoded(parameter: Parameter) -> list[tuple[str, str]]:
    return encode_parameter(parameter, _value(parameter))


def _value(parameter: Parameter) -> JSON:
    value = parameter.example
    if value is None:
        value = generate_example(parameter.schema)
    # An empty segment would be another path; a schema that says nothing allows any text.
    is_nothing = parameter.location is Location.PATH and value in (None, "")
    return _ANY_TEXT if is_nothing else value


def _credentials(
    contract: Contract, operation: Operation, token: str
) -> list[tuple[Location, str, str]]:
    alternatives = [names for names in operation.security if names]
    names = alternatives[0] if alternatives else ()
    return [_credential(contract.security_schemes[name], token) for name in names]


def _credential(scheme: SecurityScheme, token: str) -> tuple[Location, str, str]:
    if scheme.type == _KEY:
        return (scheme.location, scheme.parameter, token)
    name = scheme.scheme.capitalize() if scheme.type == "http" else "Bearer"
    if name == "Basic":
        token = b64encode(f"mock:{token}".encode()).decode()
    return (Location.HEADER, "Authorization", f"{name} {token}")


def _files(operation: Operation) -> Iterator[str]:
    """Yield the members of a form that are files, or lists of them."""
    media = operation.request_body.media_types[0] if operation.request_body is not None else None
    if media is None or media.schema is None:
        return
    for name, inner in named_members(media.schema, choices=False):
        member = shape_of(inner)
        is_list = kind_of(member) == "array"
        each = (shape_of(member_of(member, 0)) if is_list else member).definition
        is_bytes = "contentMediaType" in each and "contentEncoding" not in each
        if is_bytes or each.get("format") == "binary":
            yield name


def _body(operation: Operation) -> tuple[str, bytes, tuple[tuple[str, str], ...]]:
    """Return media type, body, and the fields of a multipart form."""
    if operation.request_body is None or not operation.request_body.media_types:
        return "", b"", ()
    media = operation.request_body.media_types[0]
    example = media.example()
    value: JSON = None
    if example is not None:
        value = example.value
    elif media.schema is not None:
        value = generate_example(media.schema)
    if is_json_type(media.name):
        body = write_value(media, value)
        return body.media_type, body.content, ()
    # Imported when it is needed: most bodies are JSON.
    from openapi.parameters.forms import (  # noqa: PLC0415
        MULTIPART,
        content_type_of,
        form_fields,
        is_form,
        write_form,
    )

    if is_form(media.name):
        is_multipart = media.name.casefold() == MULTIPART
        fields = tuple(form_fields(value, media.encoding)) if is_multipart else ()
        written = write_form(value, media.name, media.encoding, media.schema)
        return content_type_of(media.name), written, fields
    body = write_value(media, value) if example is None else write_example(media, value)
    return body.media_type, body.content, ()
