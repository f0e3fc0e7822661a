"""Exact bytes over a socket, and the whole HTTP answer that comes back.

HTTP clients change what they send: they encode, merge and refuse. Here nothing is changed.
"""

import json
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer, read to the end of the connection.

    Attributes:
        status: The status code.
        headers: Names in lower case, with their values, in order.
        body: The bytes after the head, with chunks put together.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the header's value, its lines joined by commas, or None."""
        values = [value for key, value in self.headers if key == name.lower()]
        return ", ".join(values) if values else None

    def words(self, name: str) -> set[str]:
        """Return the comma-separated words of a header, in lower case."""
        return {word.strip().lower() for word in (self.header(name) or "").split(",")} - {""}

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return (self.header("content-type") or "").split(";")[0].strip()

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


def request(
    target: bytes,
    *,
    method: bytes = b"GET",
    headers: Sequence[bytes] = (),
    version: bytes = b"HTTP/1.1",
    body: bytes = b"",
) -> bytes:
    """Return the bytes of a request that closes its connection; nothing is escaped."""
    lines = [
        b"%b %b %b" % (method, target, version),
        b"Host: 127.0.0.1",
        b"Connection: close",
        *headers,
    ]
    return b"\r\n".join([*lines, b"", body])


def exchange(address: tuple[str, int], sent: bytes, *, timeout: float = 60.0) -> Answer:
    """Send `sent`, read until the server closes, and return its answer.

    Raises:
        TimeoutError: The server did not close in time.
    """
    with socket.create_connection(address, timeout=timeout) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(sent)  # refused before all is sent: the answer can still be read
        return parse(_read_to_end(connection))


def parse(received: bytes) -> Answer:
    """Return the answer that these bytes are."""
    head, separator, body = received.partition(b"\r\n\r\n")
    assert separator, f"no HTTP answer: {received[:200]!r}"
    status_line, *header_lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in header_lines)
    headers = tuple((name.lower(), value.strip()) for name, _, value in pairs)
    if ("transfer-encoding", "chunked") in headers:
        body = _join_chunks(body)
    return Answer(status=int(status_line.split()[1]), headers=headers, body=body)


def _read_to_end(connection: socket.socket) -> bytes:
    received = bytearray()
    with suppress(ConnectionResetError):  # closed with bytes of ours unread: what came counts
        while part := connection.recv(65536):
            received += part
    return bytes(received)


def _join_chunks(body: bytes) -> bytes:
    joined = bytearray()
    while body:
        size_text, _, rest = body.partition(b"\r\n")
        size = int(size_text.split(b";")[0], 16)
        joined += rest[:size]
        body = rest[size + 2 :]
    return bytes(joined)
