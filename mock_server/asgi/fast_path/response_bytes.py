"""Responses as bytes in HTTP/1.1, in two parts with the date between them.

A response that is sent again differs only in its date (RFC 9110, 6.6.1), so the bytes around it
are serialized once, and joined once a second. They equal those that uvicorn writes.
"""

from functools import lru_cache

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from mock_server.clock import http_date
from mock_server.http.responses import Headers

_DATE = b"date: "
_LINE_END = b"\r\n"
_END = b"\r\n"
_CLOSE = b"connection: close\r\n\r\n"
_MAX_LINES = 256


class ResponseBytes:
    """A whole response, split where its date belongs."""

    __slots__ = ("_after", "_before", "_joined", "_second")

    def __init__(self, before: bytes, after: bytes) -> None:
        """Take the bytes before the date, and those after it."""
        self._before = before
        self._after = after
        self._second: int | None = None
        self._joined = b""

    @property
    def size(self) -> int:
        """The number of bytes that it takes: the parts, and what they are joined to."""
        return 2 * (len(self._before) + len(self._after))

    def at(self, seconds: float) -> bytes:
        """Return the response with its date, in seconds since 1970; the same all that second."""
        second = int(seconds)
        if second != self._second:
            self._joined = b"".join((self._before, http_date(second), self._after))
            self._second = second
        return self._joined


def serialize_response(
    status: int, headers: Headers, later_headers: Headers, body: bytes, *, keeps_alive: bool
) -> ResponseBytes:
    """Return a response as bytes, with the date between `headers` and `later_headers`."""
    end = _END if keeps_alive else _CLOSE
    return ResponseBytes(
        b"".join((STATUS_LINE[status], _header_lines(headers), _DATE)),
        b"".join((_LINE_END, _header_lines(later_headers), end, body)),
    )


@lru_cache(maxsize=_MAX_LINES)
def _header_lines(headers: Headers) -> bytes:
    """Return header lines as bytes; responses often have the same ones."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])
