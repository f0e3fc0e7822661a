"""Headers that a proxy passes on, and those that belong to one connection only (RFC 9110, 7.6)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from mock_server.asgi.proxy.upstream import Address
from mock_server.http.documented_headers import HOP_BY_HOP
from mock_server.http.responses import Headers

_HOP = {*map(str.encode, HOP_BY_HOP), b"proxy-authenticate", b"proxy-authorization"}

_OWN_OF_REQUESTS = frozenset({b"host", b"content-length", b"expect", b"via"})
"""Headers of requests that the proxy writes itself."""

_LOCATIONS = frozenset({b"location", b"content-location"})


def request_headers(
    headers: Headers, address: Address, via: str, body_length: int | None
) -> Headers:
    """Return the headers of the request to the server.

    Names are in lower case. `via` is the proxy's own name (RFC 9110, 7.6.3); `body_length` is None
    if it is not known yet.
    """
    announced = next((value for name, value in headers if name == b"content-length"), b"")
    kept = [*_without_hops(headers, _OWN_OF_REQUESTS)]
    passed = [value for name, value in headers if name == b"via"]
    length = announced if body_length is None else str(body_length).encode()
    framing = (b"content-length", length) if length else (b"transfer-encoding", b"chunked")
    has_body = body_length != 0 or bool(announced)
    return (
        (b"host", address.authority.encode("ascii")),
        *kept,
        *((framing,) if has_body else ()),
        (b"connection", b"close"),
        (b"via", b", ".join((*passed, b"1.1 " + via.encode("ascii")))),
    )


def response_headers(headers: Headers, address: Address, *, has_body: bool = True) -> Headers:
    """Return the headers of the response to the client.

    Locations at the server become paths, so that a redirect stays behind the proxy.

    Names are in lower case. Without a body, `Content-Length`, which a 304 may have (RFC 9110, 8.6),
    would announce bytes that do not follow.
    """
    own = frozenset[bytes]() if has_body else frozenset({b"content-length"})
    return tuple(
        (name, _relative(value, address) if name in _LOCATIONS else value)
        for name, value in _without_hops(headers, own)
    )


def end_to_end(headers: Headers) -> Headers:
    """Return the headers that are not of one connection only."""
    return tuple(_without_hops(headers, frozenset()))


def has_passed(headers: Headers, via: str) -> bool:
    """Whether a request has come through this proxy before."""
    name = via.encode("ascii")
    return any(key == b"via" and name in value for key, value in headers)


def _without_hops(headers: Headers, also: frozenset[bytes]) -> Iterator[tuple[bytes, bytes]]:
    named = {
        token.strip().lower()
        for name, value in headers
        if name == b"connection"
        for token in value.split(b",")
    }
    return (pair for pair in headers if pair[0] not in _HOP | also | named)


def _relative(value: bytes, address: Address) -> bytes:
    text = value.decode("latin-1")
    try:
        parts = urlsplit(text)
    except ValueError:
        return value
    if f"{parts.scheme}://{parts.netloc}".lower() != address.origin:
        return value
    path = text[len(parts.scheme) + 3 + len(parts.netloc) :]
    prefix = f"{address.path}/"
    inside = path[len(address.path) :] if path.startswith(prefix) else path
    # Two slashes would begin the name of another host.
    return f"/{inside.lstrip('/')}".encode("latin-1")
