"""The documented headers of an answer: their examples, defaults, or what their schemas allow.

HTTP's own headers, which most documents describe as any text, have plausible values.
"""

import re
from collections.abc import Iterator, Mapping

from mock_server.http.responses import header_bytes
from openapi.contract import Parameter, Response, Schema
from openapi.json.types import JSON
from openapi.parameters.serialization import serialize_parameter
from openapi.parameters.shape import shape_of
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for

_DATE = "Sat, 01 Jan 2000 00:00:00 GMT"
_VALUES: Mapping[str, str] = {
    "accept-ranges": "bytes",
    "allow": "GET, HEAD, OPTIONS",
    "cache-control": "no-store",
    "content-disposition": "attachment",
    "content-language": "en",
    "content-location": "/",
    "etag": '"1"',
    "expires": _DATE,
    "last-modified": _DATE,
    "link": '<https://example.com/>; rel="self"',
    "location": "/",
    "proxy-authenticate": "Basic",
    "retry-after": "1",
    "vary": "Accept",
    "www-authenticate": "Bearer",
}

HOP_BY_HOP = frozenset({"connection", "keep-alive", "proxy-connection", "te", "trailer",
                        "transfer-encoding", "upgrade"})  # fmt: skip
"""Headers of one connection (RFC 9110, 7.6.1): the server's own, whatever a document says."""

_FRAMEWORK_HEADERS = HOP_BY_HOP | {"content-type", "content-length", "content-encoding", "date"}
"""Headers that the server writes itself; bodies are sent without a content coding."""

_OF_BODIES = frozenset({"content-range"})  # written where the size of the body is known

_TAG = re.compile(r'(W/)?"[!#-~\x80-\xff]*"')
_QUOTE = '"'


def documented_headers(response: Response) -> Iterator[tuple[bytes, bytes]]:
    """Yield the headers of an answer that the server does not write itself."""
    for header in response.headers:
        name = header.name.lower()
        if name in _FRAMEWORK_HEADERS:
            continue
        value = header.example if header.example is not None else _derived_header(header)
        if value is None:
            continue
        # RFC 9110, 5.3: cookies are the one list whose items cannot share a line.
        lines = value if name == "set-cookie" and isinstance(value, list) else [value]
        for line in lines:
            for _, text in serialize_parameter(header, line):
                written = _quoted(text) if name == "etag" else text
                yield name.encode("latin-1", "replace"), header_bytes(written)


def _quoted(tag: str) -> str:
    """Return an entity tag, which is quoted (RFC 9110, 8.8.3); documents often forget it."""
    return tag if _TAG.fullmatch(tag) else f'"{tag.strip(_QUOTE)}"'


def _derived_header(header: Parameter) -> JSON:
    schema: Schema = header.schema
    default = shape_of(schema).definition.get("default")
    if default is not None:
        return default
    if not header.is_required or header.name.lower() in _OF_BODIES:
        return None
    value = header_value(header.name.lower(), schema)
    try:
        return generate_example(schema) if value is None else value
    except ValueError:
        # A response without this header is better than none.
        return None


def header_value(name: str, schema: Schema) -> JSON:
    """Return a value of a header as HTTP defines it; None for other headers.

    The name is in lower case; a value that the schema does not allow is not returned.

    >>> header_value("vary", Schema(definition={"type": "string"}, pointer="", root={}))
    'Accept'
    """
    value = _VALUES.get(name)
    return value if value is not None and validator_for(schema).is_valid(value) else None
