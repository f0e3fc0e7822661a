"""Responses as bytes in HTTP/1.1, in two parts with the date between them.

A response that is sent again differs only in its date (RFC 9110, 6.6.1), so the bytes around it
are serialized once. They equal those that uvicorn writes.
"""

from dataclasses import dataclass

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from mock_server.http.responses import Headers

_DATE = b"date: "
_LINE_END = b"\r\n"
_END = b"\r\n"
_CLOSE = b"connection: close\r\n\r\n"
_MAX_LINES = 256


@dataclass(frozen=True, slots=True)
class ResponseBytes:
    """A whole response except for its date.

    Attributes:
        before: The bytes before the date.
        after: The bytes after the date, with the body.
    """

    before: bytes
    after: bytes

    @property
    def size(self) -> int:
        """The number of bytes without the date."""
        return len(self.before) + len(self.after)

    def with_date(self, date: bytes) -> bytes:
        """Return the response with its date."""
        return self.before + date + self.after


def serialize_response(
    status: int, headers: Headers, later_headers: Headers, body: bytes, *, keeps_alive: bool
) -> ResponseBytes:
    """Return a response as bytes.

    Args:
        status: HTTP status.
        headers: The headers before the date, with lower-case names.
        later_headers: The headers after the date.
        body: The body to send.
        keeps_alive: Whether the connection stays open.
    """
    end = _END if keeps_alive else _CLOSE
    return ResponseBytes(
        b"".join((STATUS_LINE[status], _LINES.of(headers), _DATE)),
        b"".join((_LINE_END, _LINES.of(later_headers), end, body)),
    )


class _HeaderLineCache:
    """Header lines as bytes, cached by the identity of the header tuple."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Headers, bytes]] = {}

    def of(self, headers: Headers) -> bytes:
        kept = self._kept.get(id(headers))
        # The headers are kept in the value, so that their id is not reused.
        if kept is None or kept[0] is not headers:
            if len(self._kept) >= _MAX_LINES:
                self._kept.clear()
            lines = b"".join([b"%b: %b\r\n" % header for header in headers])
            kept = self._kept[id(headers)] = (headers, lines)
        return kept[1]


_LINES = _HeaderLineCache()
