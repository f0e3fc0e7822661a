"""Answers as the bytes that go over the wire, in two parts with the date between them.

An answer that is given again and again differs in nothing but its date (RFC 9110, 6.6.1), so
everything around it is written once. The bytes are those that uvicorn writes.
"""

from dataclasses import dataclass

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from mock_server.errors import Headers

_DATE = b"date: "
_END = b"\r\n"
_CLOSE = b"connection: close\r\n"


@dataclass(frozen=True, slots=True)
class Reply:
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

    def dated(self, date: bytes) -> bytes:
        """Return the answer with its date."""
        return self.before + date + self.after


def write_reply(
    status: int, headers: Headers, later_headers: Headers, body: bytes, *, keeps_alive: bool
) -> Reply:
    """Return an answer as bytes.

    Args:
        status: HTTP status.
        headers: Before the date, lower-case names.
        later_headers: Behind the date.
        body: As it is sent.
        keeps_alive: Whether the connection stays open.
    """
    return Reply(
        b"".join((STATUS_LINE[status], *map(_line, headers), _DATE)),
        b"".join((_END, *map(_line, later_headers), b"" if keeps_alive else _CLOSE, _END, body)),
    )


def _line(header: tuple[bytes, bytes]) -> bytes:
    return b"%b: %b\r\n" % header
