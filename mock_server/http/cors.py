"""Cross-origin access (the Fetch standard's CORS protocol), open to every web page.

A mock's answers are public, so nothing is kept from a page, and no flag is needed. Where a request
names its origin, the answer names the same one and takes credentials; the wildcard would not do
for these. A preflight is answered before anything else is looked at: it changes nothing, and what
is wrong with a request is told to the request itself, where its page can read it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from mock_server.http.errors import Headers
from mock_server.http.requests import RequestHead
from mock_server.http.responses import PreparedResponse, header_bytes, prepare_response
from openapi.contract import Contract, Location

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_METHODS = b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_ALLOWED = (
    "Accept",
    "Authorization",
    "Content-Type",
    "If-None-Match",
    "Prefer",
    "X-Mock-Session",
)
_EXPOSED = (
    "ETag",
    "Location",
    "Mock-Server-Note",
    "Mock-Server-Problem",
    "Preference-Applied",
    "Retry-After",
)
_MAX_AGE_SECONDS = 600

_ORIGIN = re.compile(rb"null|[A-Za-z][A-Za-z0-9+.-]{0,30}://[A-Za-z0-9._~:\[\]-]{1,260}")
"""An origin as browsers send it (RFC 6454, 7.1); nothing else is written into an answer."""

_WRITTEN = frozenset(
    {
        b"access-control-allow-origin",
        b"access-control-allow-credentials",
        b"access-control-expose-headers",
    }
)

MAX_ORIGINS = 256
"""Origins whose headers are remembered."""

MAX_ASKED = 100
"""Header names of one preflight that are echoed."""

_ALLOW_ORIGIN = b"access-control-allow-origin"
_VARY = (b"vary", b"Origin")


class Cors:
    """Says to browsers that every page may call and read."""

    def __init__(self, contracts: Sequence[Contract], *, is_on: bool = True) -> None:
        """Collect the headers that the contracts document; switched off, it says nothing."""
        self.is_on = is_on
        self._allowed = _merge(_ALLOWED, _request_headers(contracts))
        exposed = ", ".join(_merge(_EXPOSED, _response_headers(contracts)))
        self._exposed = (b"access-control-expose-headers", header_bytes(exposed))
        # Without an origin nobody knows whether a cache keeps the answer for those that send one.
        self._open: Headers = ((_ALLOW_ORIGIN, b"*"), self._exposed, _VARY) if is_on else ()
        self._by_origin: dict[bytes, Headers] = {}

    def headers(self, request: Iterable[tuple[bytes, bytes]]) -> Headers:
        """Return what goes on the answer to a request with these headers.

        The same origin gets the very same tuple as long as it is remembered.
        """
        if not self.is_on:
            return ()
        origins = [value for name, value in request if name == b"origin"]
        if len(origins) != 1:
            return self._open
        known = self._by_origin.get(origins[0])
        return known or self._headers_for(origins[0])

    def is_preflight(self, head: RequestHead) -> bool:
        """Whether a browser asks if it may ask, and is to be answered."""
        return self.is_on and is_preflight(head)

    def preflight(self, head: RequestHead) -> PreparedResponse:
        """Return the answer to a preflight: whatever is about to be asked may be asked."""
        asked = head.joined_header("access-control-request-headers").split(",")[:MAX_ASKED]
        tokens = (name.strip() for name in asked)
        names = _merge(self._allowed, (name for name in tokens if _TOKEN.fullmatch(name)))
        headers = [
            (b"access-control-allow-methods", _methods(head)),
            (b"access-control-allow-headers", header_bytes(", ".join(names))),
            (b"access-control-max-age", str(_MAX_AGE_SECONDS).encode()),
        ]
        if head.joined_header("access-control-request-private-network").lower() == "true":
            headers.append((b"access-control-allow-private-network", b"true"))
        return prepare_response(204, headers=headers)

    def _headers_for(self, origin: bytes) -> Headers:
        if not _ORIGIN.fullmatch(origin):
            return self._open
        if len(self._by_origin) >= MAX_ORIGINS:
            self._by_origin.clear()
        headers = self._by_origin[origin] = (
            (_ALLOW_ORIGIN, origin),
            (b"access-control-allow-credentials", b"true"),
            self._exposed,
            _VARY,
        )
        return headers


def without_written(answer: Headers, written: Headers) -> Headers:
    """Return an answer's own headers without those of CORS, where the mock writes these itself.

    A document may show such headers; browsers refuse an answer that has one of them twice.

    Args:
        answer: The answer's own headers.
        written: What goes on every answer, beginning with the allowed origin where CORS is on.
    """
    if not written or written[0][0] != _ALLOW_ORIGIN:
        return answer
    for name, _ in answer:
        if name in _WRITTEN:
            return tuple([pair for pair in answer if pair[0] not in _WRITTEN])
    return answer


def _methods(head: RequestHead) -> bytes:
    asked = head.joined_header("access-control-request-method")
    is_other = _TOKEN.fullmatch(asked) and asked.encode() not in _METHODS.split(b", ")
    return b"%b, %b" % (_METHODS, asked.encode()) if is_other else _METHODS


def is_preflight(head: RequestHead) -> bool:
    """Whether a browser asks if it may ask."""
    return (
        head.method == "OPTIONS"
        and bool(head.header_values("origin"))
        and bool(head.header_values("access-control-request-method"))
    )


def _request_headers(contracts: Sequence[Contract]) -> Iterator[str]:
    for contract in contracts:
        for operation in contract.operations:
            for parameter in operation.parameters:
                if parameter.location is Location.HEADER:
                    yield parameter.name
        for scheme in contract.security_schemes.values():
            if scheme.parameter and scheme.location is Location.HEADER:
                yield scheme.parameter


def _response_headers(contracts: Sequence[Contract]) -> Iterator[str]:
    for contract in contracts:
        for operation in contract.operations:
            for response in operation.responses:
                yield from (header.name for header in response.headers)


def _merge(first: Sequence[str], second: Iterator[str]) -> tuple[str, ...]:
    """Return the names of both, sorted, each once whatever its case."""
    merged: dict[str, str] = {}
    for name in (*first, *second):
        merged.setdefault(name.casefold(), name)
    return tuple(merged[key] for key in sorted(merged))
