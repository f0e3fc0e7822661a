"""A socket for `http.client` with a deadline, a byte counter and one buffer.

The buffer is kept between answers, so that extra bytes after an answer are noticed.
"""

import io
import socket
from collections.abc import Callable
from typing import Any

CHUNK = 64 * 1024


class DeadlineSocket:
    """A connected socket, bounded by a deadline."""

    def __init__(self, sock: socket.socket, monotonic: Callable[[], float]) -> None:
        self.socket = sock
        self.received = 0
        self.deadline = 0.0
        self._monotonic = monotonic
        self._source = _Source(self)
        self._buffer = _Buffer(self._source, CHUNK)

    def apply_deadline(self) -> None:
        """Limit the next operation to the time that is left.

        Raises:
            TimeoutError: No time is left.
        """
        left = self.deadline - self._monotonic()
        if left <= 0:
            raise TimeoutError
        self.socket.settimeout(left)

    def sendall(self, data: bytes) -> None:
        """Send all of `data` before the deadline."""
        self.apply_deadline()
        self.socket.sendall(data)

    def makefile(self, _mode: str) -> "_Buffer":
        """Return the reading side; closing it leaves the rest for the next answer."""
        return self._buffer

    def close(self) -> None:
        """Do nothing: `http.client` closes before the last answer is read."""

    def trailing_bytes(self, grace_seconds: float) -> int:
        """Return how many bytes follow the end of the answer."""
        left = len(self._buffered())
        if not left and grace_seconds:
            left = len(self._waiting(grace_seconds)[0])
        return left

    def unexpected_bytes(self) -> tuple[bytes, bool]:
        """Return the bytes that came without a request, and whether the server has closed."""
        waiting, is_closed = self._waiting(0.0)
        return self._buffered() + waiting, is_closed

    def _buffered(self) -> bytes:
        self._source.is_shut = True
        try:
            return self._buffer.peek(1)
        finally:
            self._source.is_shut = False

    def _waiting(self, seconds: float) -> tuple[bytes, bool]:
        try:
            # Not select(), which refuses file descriptors from 1024 on.
            self.socket.settimeout(seconds)
            data = self.socket.recv(CHUNK)
        except OSError:
            # Nothing came, or a TLS record without data. A broken connection fails when it is used.
            return b"", False
        self.received += len(data)
        return data, not data


class _Source(io.RawIOBase):
    """Fills the buffer; while `is_shut`, it reads nothing, so that only buffered bytes are seen."""

    def __init__(self, line: DeadlineSocket) -> None:
        self._line = line
        self.is_shut = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - any writable buffer
        if self.is_shut:
            return None
        self._line.apply_deadline()
        count = self._line.socket.recv_into(buffer)
        self._line.received += count
        return count


class _Buffer(io.BufferedReader):
    """The buffer of all answers; `http.client` closes it after each."""

    def close(self) -> None:
        """Do nothing: the rest is for the next answer."""
