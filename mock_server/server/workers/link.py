"""The worker's end of the connection to the parent, in the worker's event loop."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from socket import socket
from typing import cast

from mock_server.server.workers.frames import (
    FrameError,
    FrameKind,
    FrameReader,
    frame,
    pack,
    present,
    unpack,
)
from mock_server.sessions.stores.store import StoreGoneError

MAX_WAITING = 64 * 1024 * 1024  # bytes; above, the parent does not read and the worker is alone
CALL_SECONDS = 5.0  # how long an answer of the parent may take

Values = list[bytes | None]

Reply = Callable[[Values], Values | Awaitable[Values]]  # from values of a question to its answer's


class ParentLink(asyncio.Protocol):
    """Exchanges frames with the parent.

    Attributes:
        replies: What answers the questions of the parent, by their names.
        lost: Set when the parent is not connected any more.
    """

    def __init__(self, channel: socket, on_lost: Callable[[], None]) -> None:
        """Use a connected stream socket; call `on_lost` when the parent has ended."""
        self.replies: dict[bytes, Reply] = {}
        self.lost = asyncio.Event()
        self._channel = channel
        self._on_lost = on_lost
        self._reader = FrameReader()
        self._transport: asyncio.WriteTransport | None = None
        self._calls: dict[bytes, asyncio.Future[Values]] = {}
        self._called = 0
        self._replying: set[asyncio.Task[None]] = set()

    async def connect(self) -> None:
        """Receive frames from now on; does nothing the second time."""
        if self._transport is None:
            self._channel.setblocking(False)  # noqa: FBT003 - it takes no name
            loop = asyncio.get_running_loop()
            await loop.create_unix_connection(lambda: self, sock=self._channel)

    async def call(self, name: bytes, *values: bytes | None) -> Values:
        """Ask the parent for something, and return its answer.

        Raises:
            StoreGoneError: The parent has ended, has failed, or does not answer in time.
        """
        self._called += 1
        number = b"%d" % self._called
        future: asyncio.Future[Values] = asyncio.get_running_loop().create_future()
        self._calls[number] = future
        try:
            self.send(FrameKind.CALL, pack([number, name, *values]))
            async with asyncio.timeout(CALL_SECONDS):
                return await future
        except TimeoutError as error:
            raise StoreGoneError("the parent of the workers does not answer") from error
        except FrameError as error:
            raise StoreGoneError(str(error)) from error
        finally:
            self._calls.pop(number, None)

    def note(self, name: bytes, *values: bytes | None) -> None:
        """Send the parent something that it does not answer."""
        self.send(FrameKind.CALL, pack([b"", name, *values]))

    def send(self, kind: FrameKind, payload: bytes = b"") -> None:
        """Send a frame, without waiting.

        Raises:
            StoreGoneError: The parent is not connected.
            FrameError: The payload is too long.
        """
        transport = self._transport
        if transport is None or self.lost.is_set():
            raise StoreGoneError("the parent of the workers has ended")
        if transport.get_write_buffer_size() > MAX_WAITING:
            transport.abort()
            return
        transport.write(frame(kind, payload))

    async def close(self) -> None:
        """Close the connection; an open one would keep the event loop of uvloop from ending."""
        if self._transport is not None:
            self._transport.close()
            await self.lost.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send through a transport from now on."""
        # That of uvloop is none of asyncio's classes.
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Take the frames that have come."""
        try:
            for kind, payload in self._reader.feed(data):
                self._take(kind, unpack(payload))
        except FrameError:
            if self._transport is not None:
                self._transport.abort()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - as asyncio has it
        """End the calls, and report that the parent has ended."""
        self.lost.set()
        for future in self._calls.values():
            if not future.done():
                future.set_exception(StoreGoneError("the parent of the workers has ended"))
        self._on_lost()

    def _take(self, kind: FrameKind, values: Values) -> None:
        (head,) = present(values[:1])
        if kind is FrameKind.ANSWER:
            future = self._calls.get(head)
            if future is None or future.done():
                return
            if values[1] is None:
                future.set_exception(StoreGoneError("the answer of the parent would be too long"))
            else:
                future.set_result(values[2:])
        elif kind is FrameKind.ASK:
            (name,) = present(values[1:2])
            reply = self.replies.get(name)
            answer = reply(values[2:]) if reply is not None else []
            if isinstance(answer, Awaitable):
                task = asyncio.get_running_loop().create_task(self._reply_later(head, answer))
                self._replying.add(task)
                task.add_done_callback(self._replying.discard)
            else:
                self.send(FrameKind.REPLY, pack([head, *answer]))
        else:
            raise FrameError("a frame that no parent sends")

    async def _reply_later(self, head: bytes, answer: Awaitable[Values]) -> None:
        with suppress(StoreGoneError):
            self.send(FrameKind.REPLY, pack([head, *await answer]))
