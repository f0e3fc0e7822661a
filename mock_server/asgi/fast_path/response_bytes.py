"""Answers as the bytes that go over the wire, in two parts with the date between them.

An answer that is given again and again differs in nothing but its date (RFC 9110, 6.6.1), so
everything around it is written once. The bytes are those that uvicorn writes.
"""

from dataclasses import dataclass
from functools import lru_cache

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from mock_server.http.errors import Headers

_DATE = b"date: "
_LINE_END = b"\r\n"
_END = b"\r\n"
_CLOSE = b"connection: close\r\n\r\n"
_MAX_LINES = 256


@dataclass(frozen=True, slots=True)
class ResponseBytes:
    """A whole answer but for its date.

    Attributes:
        before: Up to where the date belongs.
        after: Behind it, body included.
    """

    before: bytes
    after: bytes

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return len(self.before) + len(self.after)

    def with_date(self, date: bytes) -> bytes:
        """Return the answer with its date."""
        return self.before + date + self.after


def serialize_response(
    status: int, headers: Headers, later_headers: Headers, body: bytes, *, keeps_alive: bool
) -> ResponseBytes:
    """Return an answer as bytes.

    Args:
        status: HTTP status.
        headers: Before the date, lower-case names.
        later_headers: Behind the date.
        body: As it is sent.
        keeps_alive: Whether the connection stays open.
    """
    end = _END if keeps_alive else _CLOSE
    return ResponseBytes(
        b"".join((STATUS_LINE[status], _header_lines(headers), _DATE)),
        b"".join((_LINE_END, _header_lines(later_headers), end, body)),
    )


@lru_cache(maxsize=_MAX_LINES)
def _header_lines(headers: Headers) -> bytes:
    """Return header lines as bytes; the same ones are asked for again and again."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])
