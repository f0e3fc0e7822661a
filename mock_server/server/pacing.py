"""Turns: no connection takes more of the event loop, of memory or of time than its share.

What a client sends at once is read in small pieces, one for each turn of the loop, so that ten
thousand requests in a row do not hold up others. While a client does not read its answers, or has
requests waiting, nothing more is read from it. A head that does not end is refused after a while.
"""

import asyncio
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.server import ServerState

from mock_server.server.connection import ConnectionProtocol

MAX_TURN_BYTES = 4096
"""Bytes of one connection that are read in one turn of the loop, where that is all there is."""

PIECE_BYTES = 1024
"""Bytes that are read in one turn where there are more: twenty short requests."""

HEAD_SECONDS = 60.0
"""How long a head may take; it is cut after once to twice as long."""

_TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_BODY = frozenset({b"content-length", b"transfer-encoding"})


class PacedFlow(FlowControl):
    """uvicorn's flow control, which reads nothing more while there is enough to do.

    Attributes:
        backlog: What was received and is not read yet.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        """Control the flow of a transport."""
        super().__init__(transport)
        self.backlog = bytearray()

    def resume_reading(self) -> None:
        """Read again, unless there is a backlog or the client does not read its answers."""
        if not self.backlog and not self.write_paused:
            super().resume_reading()


class PacedProtocol(ConnectionProtocol):
    """uvicorn's protocol, one piece at a time."""

    flow: PacedFlow

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Begin a connection on which nothing was received."""
        super().__init__(config, server_state, app_state, _loop)
        self._has_turn = False
        self._heads_begun = 0
        self._heads_seen = -1
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch over the connection."""
        super().connection_made(transport)
        self.flow = PacedFlow(transport)
        self._watch = self.loop.call_later(HEAD_SECONDS, self.look_at_head)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was not read."""
        self.flow.backlog.clear()
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Note that another head has begun."""
        self._heads_begun += 1
        super().on_message_begin()

    def on_response_complete(self) -> None:
        """Go on with what waits."""
        super().on_response_complete()
        self._ask_for_turn()

    def pause_writing(self) -> None:
        """Write no more, and take no further requests: the client does not read."""
        super().pause_writing()
        self.flow.pause_reading()

    def resume_writing(self) -> None:
        """Write again, and go on with what waits."""
        super().resume_writing()
        if self.flow.backlog:
            self._ask_for_turn()
        elif not self.pipeline:
            self.flow.resume_reading()

    def take_piece(self, data: bytes) -> None:
        """Have a piece of what was received read; `feed` does so."""
        self.feed(data)

    def enqueue(self, data: bytes) -> None:
        """Put what was received behind what waits, and read no more until that is done."""
        self.flow.backlog += data
        self.flow.pause_reading()
        self._ask_for_turn()

    def feed(self, data: bytes) -> None:
        """Have bytes parsed; an offer to switch protocols is not taken up (RFC 9110, 7.8)."""
        self._unset_keepalive_if_required()
        while data:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                data = self._after_upgrade(data[upgrade.args[0] :])
            except httptools.HttpParserError:
                self.send_400_response("Invalid HTTP request received.")
                return
            else:
                return

    def _after_upgrade(self, rest: bytes) -> bytes:
        """Return what is still to be parsed behind a request that offers another protocol."""
        if _BODY.isdisjoint([name for name, _ in self.scope["headers"]]):
            return rest
        # The parser has left the body out, so nobody knows where the next request begins.
        if self.cycle is not None:
            self.cycle.keep_alive = False
        return b""

    def _ask_for_turn(self) -> None:
        """Have the next piece read in the next turn, if there is one and it can be answered."""
        waits = bool(self.pipeline) or self.flow.write_paused
        if self.flow.backlog and not waits and not self._has_turn:
            self._has_turn = True
            self.loop.call_soon(self._take_turn)

    def _take_turn(self) -> None:
        self._has_turn = False
        backlog = self.flow.backlog
        if self.transport.is_closing():
            backlog.clear()
            return
        piece = bytes(backlog[:PIECE_BYTES])
        del backlog[:PIECE_BYTES]
        self.take_piece(piece)
        if backlog:
            self._ask_for_turn()
        elif not self.pipeline:
            self.flow.resume_reading()

    def look_at_head(self) -> None:
        """Close a connection whose head does not end, or on which nothing was ever asked."""
        if self.transport.is_closing():
            return
        if self.is_waited_for() and not self.flow.backlog and self._heads_seen == self._heads_begun:
            self.transport.write(_TIMED_OUT)
            self.transport.close()
            return
        self._heads_seen = self._heads_begun
        self._watch = self.loop.call_later(HEAD_SECONDS, self.look_at_head)

    def is_waited_for(self) -> bool:
        """Whether the client has begun a head, or nothing at all, and nothing else goes on."""
        return False
