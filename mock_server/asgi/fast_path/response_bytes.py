"""Responses as bytes in HTTP/1.1, in two parts with the date between them.

A response that is sent again differs only in its date (RFC 9110, 6.6.1), so the bytes around it
are serialized once. They equal those that uvicorn writes.
"""

from functools import lru_cache
from typing import NamedTuple

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from mock_server.http.responses import Headers

_DATE = b"date: "
_LINE_END = b"\r\n"
_END = b"\r\n"
_CLOSE = b"connection: close\r\n\r\n"
_MAX_LINES = 256


class ResponseBytes(NamedTuple):
    """A whole response, split where its date belongs; a tuple, since many are made."""

    before: bytes
    after: bytes

    @property
    def size(self) -> int:
        """The number of bytes without the date."""
        return len(self.before) + len(self.after)

    def with_date(self, date: bytes) -> bytes:
        """Return the response with its date."""
        before, after = self
        return before + date + after


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
