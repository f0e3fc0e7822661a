"""Adds a header to a response on its way to the client."""

from starlette.types import Message, Send


class HeaderAdding:
    """Sends the messages of a response, its beginning with one more header."""

    __slots__ = ("_pair", "_send")

    def __init__(self, send: Send, name: bytes, value: bytes) -> None:
        """Take the channel and the header; the name is lower-case."""
        self._send = send
        self._pair = (name, value)

    async def __call__(self, message: Message) -> None:
        """Send a message."""
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], self._pair]}
        await self._send(message)
