"""The TCP connection of a request, for faults that break it.

ASGI has no message to break a connection. This subclass of uvicorn's HTTP protocol adds the
connection to the request's scope; everything else is uvicorn's.
"""

import asyncio
import socket
import struct
from contextlib import suppress

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mock_server.http.requests import EXTENSION
from openapi.process.open_files import leaves_files_free

_NO_LINGER = struct.pack("ii", 1, 0)


class TcpConnection:
    """One client's TCP connection, as faults use it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def write(self, data: bytes) -> None:
        """Send raw bytes."""
        self._transport.write(data)

    def close(self) -> None:
        """Close the connection when everything is sent."""
        self._transport.close()

    def reset(self) -> None:
        """Reset the connection (RST); unsent data is discarded."""
        tcp = self._transport.get_extra_info("socket")
        if tcp is not None:
            with suppress(OSError):  # the client may have disconnected already
                tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self._transport.abort()


class ConnectionProtocol(HttpToolsProtocol):
    """uvicorn's protocol, with the connection in the scope of each request."""

    connection: TcpConnection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keep the connection for its requests; close it if it takes one of the last files."""
        super().connection_made(transport)
        self.connection = TcpConnection(transport)
        tcp = transport.get_extra_info("socket")
        if tcp is not None and not leaves_files_free(tcp.fileno()):
            transport.abort()

    def on_message_begin(self) -> None:
        """Begin a request, with its connection in the scope."""
        super().on_message_begin()
        self.scope["extensions"] = {EXTENSION: self.connection}  # type: ignore[dict-item]
