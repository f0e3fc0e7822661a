"""Bodies on their way through the proxy: the first part is kept for judging, the rest passes."""

from collections.abc import AsyncIterator

from starlette.types import Message, Receive


class ClientGoneError(Exception):
    """The client has closed the connection."""


class IncomingBody:
    """The body of a request, of which the first part has been read.

    Attributes:
        kept: What was read so far.
        is_whole: Whether this is all of it.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.kept = b""
        self.is_whole = False

    async def read(self, max_bytes: int) -> None:
        """Read up to the end, or until more than `max_bytes` are kept.

        Raises:
            ClientGoneError: The client has gone before the end.
        """
        pieces = []
        size = 0
        while not self.is_whole and size <= max_bytes:
            piece = await self._next()
            pieces.append(piece)
            size += len(piece)
        self.kept = b"".join(pieces)

    async def all(self) -> AsyncIterator[bytes]:
        """Yield the whole body, what was kept first.

        Raises:
            ClientGoneError: The client has gone before the end.
        """
        yield self.kept
        while not self.is_whole:
            yield await self._next()

    async def receive(self) -> Message:
        """Return the body as ASGI messages, for another application; to be called once."""
        if self.is_whole:
            return {"type": "http.request", "body": self.kept, "more_body": False}
        kept, self.kept = self.kept, b""
        if kept:
            return {"type": "http.request", "body": kept, "more_body": True}
        piece = await self._next()
        return {"type": "http.request", "body": piece, "more_body": not self.is_whole}

    async def end(self) -> None:
        """Wait until the client has gone; to be called after the whole body has been read."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _next(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        self.is_whole = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        return piece


async def read_up_to(pieces: AsyncIterator[bytes], max_bytes: int) -> tuple[list[bytes], bool]:
    """Return the first pieces of a body, and whether they are all; the rest is left unread.

    More than `max_bytes` are returned if there are more.
    """
    kept: list[bytes] = []
    size = 0
    async for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > max_bytes:
            return kept, False
    return kept, True
