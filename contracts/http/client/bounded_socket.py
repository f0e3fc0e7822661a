"""A socket as `http.client` wants it: with one deadline, one counter and one buffer.

The buffer outlives an answer, so that bytes which came too many are seen, not swallowed.
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
        self._buffer = io.BufferedReader(self._source, CHUNK)

    def apply_deadline(self) -> None:
        """Give the next operation the time that is left.

        Raises:
            TimeoutError: None is left.
        """
        left = self.deadline - self._monotonic()
        if left <= 0:
            raise TimeoutError
        self.socket.settimeout(left)

    def sendall(self, data: bytes) -> None:
        """Send everything before the deadline."""
        self.apply_deadline()
        self.socket.sendall(data)

    def makefile(self, _mode: str) -> "_Reader":
        """Return the reading side; closing it leaves the rest for the next answer."""
        return _Reader(self._buffer)

    def close(self) -> None:
        """Do nothing: `http.client` closes before the last answer is read."""

    def trailing_bytes(self, grace_seconds: float) -> int:
        """Return how many bytes are there although the answer has ended."""
        left = len(self._buffered())
        if not left and grace_seconds:
            left = len(self._waiting(grace_seconds)[0])
        return left

    def unexpected_bytes(self) -> tuple[bytes, bool]:
        """Return bytes that came while nothing was asked, and whether the other side has left."""
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
            # A socket waits by itself; select() would refuse descriptors from 1024 on.
            self.socket.settimeout(seconds)
            data = self.socket.recv(CHUNK)
        except OSError:
            # Nothing has come. Of TLS there may be records without data; a broken connection
            # shows when it is used.
            return b"", False
        self.received += len(data)
        return data, not data


class _Source(io.RawIOBase):
    """What fills the buffer; shut while only the buffer itself is asked for."""

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


class _Reader(io.BufferedIOBase):
    """The buffer as one answer sees it."""

    def __init__(self, buffer: "io.BufferedReader[_Source]") -> None:
        self._buffer = buffer

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._buffer.readline(-1 if size is None else size)

    def read(self, size: int | None = -1, /) -> bytes:
        return self._buffer.read(size)

    def read1(self, size: int = -1, /) -> bytes:
        return self._buffer.read1(size)

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - any writable buffer
        return self._buffer.readinto(buffer)

    def peek(self, size: int = 0, /) -> bytes:
        """Return what is buffered, reading once if nothing is."""
        return self._buffer.peek(size)
