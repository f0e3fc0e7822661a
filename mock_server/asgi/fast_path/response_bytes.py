"""Answers as the bytes that go over the wire, in two parts with the date between them.

An answer that is given again and again differs in nothing but its date (RFC 9110, 6.6.1), so
everything around it is written once. The bytes are those that uvicorn writes.
"""

from dataclasses import dataclass

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
        b"".join((STATUS_LINE[status], _LINES.of(headers), _DATE)),
        b"".join((_LINE_END, _LINES.of(later_headers), end, body)),
    )


class _HeaderLineCache:
    """Header lines as bytes; the same ones are asked for again and again."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Headers, bytes]] = {}

    def of(self, headers: Headers) -> bytes:
        kept = self._kept.get(id(headers))
        # The headers are kept along, so that no other ones get their identity.
        if kept is None or kept[0] is not headers:
            if len(self._kept) >= _MAX_LINES:
                self._kept.clear()
            lines = b"".join([b"%b: %b\r\n" % header for header in headers])
            kept = self._kept[id(headers)] = (headers, lines)
        return kept[1]


_LINES = _HeaderLineCache()
