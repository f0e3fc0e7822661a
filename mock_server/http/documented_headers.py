"""The documented headers of an answer: their examples, defaults, or what their schemas allow."""

import re
from collections.abc import Iterator

from mock_server.http.responses import header_bytes
from openapi.contract import Parameter, Response, Schema
from openapi.json.types import JSON
from openapi.parameters.serialization import serialize_parameter
from openapi.parameters.shape import shape_of
from openapi.schema.examples import generate_example

_FRAMEWORK_HEADERS = frozenset(
    {
        "content-type",
        "content-length",
        "transfer-encoding",
        "connection",
        "content-encoding",
        "date",
    }
)
"""Headers that the server writes itself; bodies are sent without a content coding."""


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
    try:
        return generate_example(schema) if header.is_required else None
    except ValueError:
        # A response without this header is better than none.
        return None
