"""The parent's end of the connection to a worker.

What a worker does not take waits in the parent's memory, up to a limit: a worker that stands still
must not fill it.
"""

from collections.abc import Iterator
from contextlib import suppress
from socket import socket

from mock_server.server.workers.frames import FrameKind, FrameReader, frame

MAX_WAITING = 32 * 1024 * 1024  # bytes; above, the worker has stopped to take any

_PIECE = 256 * 1024


class WorkerConnection:
    """Sends frames to a worker and receives them, without waiting.

    Attributes:
        is_open: Whether the worker may still send something.
    """

    def __init__(self, channel: socket, *, max_waiting: int = MAX_WAITING) -> None:
        channel.setblocking(False)  # noqa: FBT003 - it takes no name
        self._channel = channel
        self._max_waiting = max_waiting
        self._reader = FrameReader()
        self._waiting = bytearray()
        self.is_open = True

    def fileno(self) -> int:
        """Return the descriptor to wait for."""
        return self._channel.fileno()

    @property
    def has_waiting(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._waiting)

    @property
    def is_stuck(self) -> bool:
        """Whether more waits than the worker may leave."""
        return len(self._waiting) > self._max_waiting

    def send(self, kind: FrameKind, payload: bytes = b"") -> None:
        """Send a frame, or have it wait."""
        if self.is_open:
            self._waiting += frame(kind, payload)
            self.flush()

    def flush(self) -> None:
        """Send what waits, as far as the worker takes it."""
        try:
            while self._waiting:
                with memoryview(self._waiting)[:_PIECE] as piece:
                    sent = self._channel.send(piece)
                del self._waiting[:sent]
        except BlockingIOError:
            pass
        except OSError:
            self._waiting.clear()
            self.is_open = False

    def receive(self) -> Iterator[tuple[FrameKind, bytes]]:
        """Yield the frames that have come (FrameError: what the worker sends is no frame)."""
        try:
            data = self._channel.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.is_open = False
            return
        yield from self._reader.feed(data)

    def close(self) -> None:
        """Close the parent's end."""
        self.is_open = False
        with suppress(OSError):
            self._channel.close()
