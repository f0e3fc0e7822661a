"""Cross-origin access (the Fetch standard's CORS protocol), open to every web page.

A mock's answers are public and carry no cookies, so nothing is kept from a page, and no flag is
needed. Every answer gets the same headers; a preflight is answered before any API is asked.
"""

import re
from collections.abc import Iterator, Sequence

from mock_server.http.requests import RequestHead
from mock_server.http.responses import PreparedResponse, header_bytes, prepare
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
_EXPOSED = ("ETag", "Location", "Mock-Server-Problem", "Preference-Applied", "Retry-After")
_MAX_AGE_SECONDS = 600


class CrossOrigin:
    """Says to browsers that every page may call and read."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        """Collect the headers that the contracts document."""
        self._allowed = _merge(_ALLOWED, _request_headers(contracts))
        self.headers: tuple[tuple[bytes, bytes], ...] = (
            (b"access-control-allow-origin", b"*"),
            (
                b"access-control-expose-headers",
                header_bytes(", ".join(_merge(_EXPOSED, _response_headers(contracts)))),
            ),
        )

    def preflight(self, head: RequestHead) -> PreparedResponse:
        """Return the answer to a preflight: whatever is about to be asked may be asked."""
        asked = (name.strip() for name in head.header("access-control-request-headers").split(","))
        names = _merge(self._allowed, (name for name in asked if _TOKEN.fullmatch(name)))
        return prepare(
            204,
            headers=(
                (b"access-control-allow-methods", _METHODS),
                (b"access-control-allow-headers", header_bytes(", ".join(names))),
                (b"access-control-max-age", str(_MAX_AGE_SECONDS).encode()),
            ),
        )


def is_preflight(head: RequestHead) -> bool:
    """Whether a browser asks if it may ask."""
    return (
        head.method == "OPTIONS"
        and bool(head.lines("origin"))
        and bool(head.lines("access-control-request-method"))
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
