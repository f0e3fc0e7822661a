"""Cross-origin access (the Fetch standard's CORS protocol), open to every web page.

A mock's responses are public, so every page may read them. If a request names its origin, the
response names the same origin and allows credentials, which the wildcard `*` cannot. Preflights
are answered before any other check: a page cannot read the reason why a preflight failed, but it
can read the error response to the request itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from mock_server.http.requests import RequestHead
from mock_server.http.responses import Headers, PreparedResponse, header_bytes, prepare_response
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
    "Allow",
    "Contract-Violation",
    "ETag",
    "Location",
    "Mock-Server-Fallback",
    "Mock-Server-Note",
    "Mock-Server-Problem",
    "Mock-Server-Recording",
    "Mock-Server-Seed",
    "Preference-Applied",
    "Retry-After",
    "WWW-Authenticate",
)
_MAX_AGE_SECONDS = 600

_ORIGIN = re.compile(rb"null|[A-Za-z][A-Za-z0-9+.-]{0,30}://[A-Za-z0-9._~:\[\]-]{1,260}")
"""An origin as browsers send it (RFC 6454, 7.1); no other text is copied into a response."""

_CORS_HEADERS = frozenset(
    {
        b"access-control-allow-origin",
        b"access-control-allow-credentials",
        b"access-control-expose-headers",
    }
)

MAX_ORIGINS = 256  # origins whose headers are remembered
MAX_REQUESTED_HEADERS = 100  # header names of one preflight that are allowed in the response

_ALLOW_ORIGIN = b"access-control-allow-origin"
_VARY = (b"vary", b"Origin")


class Cors:
    """Lets browsers call the mock from every page and read the responses."""

    def __init__(self, contracts: Sequence[Contract], *, is_on: bool = True) -> None:
        """Collect the headers that the contracts document; switched off, no headers are added."""
        self.is_on = is_on
        self._allowed = _merge(_ALLOWED, _request_headers(contracts))
        exposed = ", ".join(_merge(_EXPOSED, _response_headers(contracts)))
        self._exposed = (b"access-control-expose-headers", header_bytes(exposed))
        # A cache may keep a response without an origin for requests that have one: hence `Vary`.
        self._open: Headers = ((_ALLOW_ORIGIN, b"*"), self._exposed, _VARY) if is_on else ()
        self._by_origin: dict[bytes, Headers] = {}

    def headers(self, request: Iterable[tuple[bytes, bytes]]) -> Headers:
        """Return the CORS headers of the response to a request with these headers.

        The same origin gets the identical tuple as long as it is cached.
        """
        return self._of([value for name, value in request if name == b"origin"])

    def headers_for(self, head: RequestHead) -> Headers:
        """Return the same for a parsed head."""
        origins = head.lines.get("origin")
        return self._of([text.encode("latin-1") for text in origins]) if origins else self._open

    def _of(self, origins: Sequence[bytes]) -> Headers:
        if len(origins) != 1 or not self.is_on:
            return self._open
        return self._by_origin.get(origins[0]) or self._headers_for(origins[0])

    def is_preflight(self, head: RequestHead) -> bool:
        """Whether a request is a preflight that is answered here."""
        return self.is_on and is_preflight(head)

    def preflight(self, head: RequestHead) -> PreparedResponse:
        """Return the response to a preflight, which allows every request."""
        requested = head.joined_header("access-control-request-headers").split(",")
        tokens = (name.strip() for name in requested[:MAX_REQUESTED_HEADERS])
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


def without_cors_headers(response: Headers, added: Headers) -> Headers:
    """Return a response's own headers, without those of CORS if the mock adds these itself.

    A document may show such headers; browsers refuse a response that has one of them twice.

    `added` are the headers of every response; the allowed origin is the first if CORS is on.
    """
    if not added or added[0][0] != _ALLOW_ORIGIN:
        return response
    for name, _ in response:
        if name in _CORS_HEADERS:
            return tuple([pair for pair in response if pair[0] not in _CORS_HEADERS])
    return response


def _methods(head: RequestHead) -> bytes:
    requested = head.joined_header("access-control-request-method")
    is_other = _TOKEN.fullmatch(requested) and requested.encode() not in _METHODS.split(b", ")
    return b"%b, %b" % (_METHODS, requested.encode()) if is_other else _METHODS


def is_preflight(head: RequestHead) -> bool:
    """Whether a request is a CORS preflight."""
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
    """Return the names of both, sorted, each once regardless of case."""
    merged: dict[str, str] = {}
    for name in (*first, *second):
        merged.setdefault(name.casefold(), name)
    return tuple(merged[key] for key in sorted(merged))
