"""The worker's end of the connection to the parent, in the worker's event loop."""

import asyncio
from collections.abc import Callable
from socket import socket
from typing import cast

from mock_server.server.workers.frames import FrameError, FrameReader, Kind, frame

MAX_WAITING = 64 * 1024 * 1024
"""Bytes that may wait for the parent; above that it stands still, and the worker is alone."""

Take = Callable[[Kind, bytes], None]
"""Takes a frame of the parent, in the event loop."""


class ParentLink(asyncio.Protocol):
    """Exchanges frames with the parent.

    Attributes:
        is_lost: Whether the parent is not connected, so that nothing is sent.
    """

    def __init__(self, take: Take, on_lost: Callable[[], None]) -> None:
        """Call `take` with each frame, and `on_lost` when the parent has ended."""
        self._take = take
        self._on_lost = on_lost
        self._reader = FrameReader()
        self._transport: asyncio.WriteTransport | None = None
        self.is_lost = True

    async def connect(self, channel: socket) -> None:
        """Use a connected stream socket."""
        channel.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.create_unix_connection(lambda: self, sock=channel)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send through a transport from now on."""
        # That of uvloop is none of asyncio's classes.
        self._transport, self.is_lost = cast("asyncio.WriteTransport", transport), False

    def data_received(self, data: bytes) -> None:
        """Take the frames that have come."""
        try:
            for kind, payload in self._reader.feed(data):
                self._take(kind, payload)
        except FrameError:
            if self._transport is not None:
                self._transport.abort()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - as asyncio has it
        """Report that the parent has ended."""
        self.is_lost = True
        self._on_lost()

    def send(self, kind: Kind, payload: bytes = b"") -> None:
        """Send a frame, without waiting."""
        transport = self._transport
        if transport is None or self.is_lost:
            return
        if transport.get_write_buffer_size() > MAX_WAITING:
            transport.abort()
            return
        transport.write(frame(kind, payload))
