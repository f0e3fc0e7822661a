"""Plausible values of HTTP's own headers, which most documents describe as any text."""

from collections.abc import Mapping

from openapi.contract import Schema
from openapi.json.types import JSON
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
    "vary": "Accept",
    "www-authenticate": "Bearer",
}

HOP_BY_HOP = frozenset({"connection", "keep-alive", "proxy-connection", "te", "trailer",
                        "transfer-encoding", "upgrade"})  # fmt: skip
"""Headers of one connection (RFC 9110, 7.6.1): the server's own, whatever a document says."""


def header_value(name: str, schema: Schema) -> JSON:
    """Return a value of a header as HTTP defines it; None for other headers.

    Args:
        name: The name in lower case.
        schema: The schema of the header; a value that it does not allow is not returned.

    >>> header_value("vary", Schema(definition={"type": "string"}, pointer="", root={}))
    'Accept'
    """
    value = _VALUES.get(name)
    return value if value is not None and validator_for(schema).is_valid(value) else None
