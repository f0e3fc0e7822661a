"""The connection under a request, for faults that tear it.

ASGI has no words for a torn connection. This subclass of uvicorn's HTTP protocol hands the
connection along in the request's scope, and is otherwise uvicorn unchanged.
"""

import asyncio
import socket
import struct
from contextlib import suppress

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mock_server.faults.model.delivery import EXTENSION

_LINGER_NOT_AT_ALL = struct.pack("ii", 1, 0)


class TcpConnection:
    """One client's TCP connection, with what a fault may do to it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        """Stand for the connection of a transport."""
        self._transport = transport

    def write(self, data: bytes) -> None:
        """Send bytes that no HTTP library has looked at."""
        self._transport.write(data)

    def close(self) -> None:
        """Close the connection once everything is sent."""
        self._transport.close()

    def reset(self) -> None:
        """Reset the connection (RST); what is not sent yet never will be."""
        tcp = self._transport.get_extra_info("socket")
        if tcp is not None:
            with suppress(OSError):  # the client may have gone already
                tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT_AT_ALL)
        self._transport.abort()


class ConnectionProtocol(HttpToolsProtocol):
    """uvicorn's protocol, whose requests know their connection."""

    connection: TcpConnection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Note whose connection it is."""
        super().connection_made(transport)
        self.connection = TcpConnection(transport)

    def on_message_begin(self) -> None:
        """Begin a request that knows its connection."""
        super().on_message_begin()
        self.scope["extensions"] = {EXTENSION: self.connection}  # type: ignore[dict-item]
