"""Turns: no connection takes more of the event loop, of memory or of time than its share.

What a client sends at once is read in small pieces, one for each turn of the loop, so that ten
thousand requests in a row do not hold up others. While a client does not read its answers, or has
requests waiting, nothing more is read from it. A head or a body that does not end is refused after
a while.
"""

import asyncio
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.server import ServerState

from mock_server.server.closing import BODY_HEADERS, ClosingProtocol
from mock_server.server.turns import turns_of

MAX_TURN_BYTES = 4096
"""Bytes of one connection that are read in one turn of the loop, where that is all there is."""

PIECE_BYTES = 1024
"""Bytes that are read in one turn where there are more: twenty short requests."""

REQUEST_SECONDS = 60.0
"""How long a head may take, and then a body; each is cut after once to twice as long."""

_TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_UNREADABLE = (
    b"HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 30\r\nconnection: close\r\n\r\nInvalid HTTP request received."
)


class PacedFlow(FlowControl):
    """uvicorn's flow control, which reads nothing more while there is enough to do.

    Attributes:
        backlog: What was received and is not read yet.
        is_over: Whether nothing is read any more.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        """Control the flow of a transport."""
        super().__init__(transport)
        self.backlog = bytearray()
        self.is_over = False

    def resume_reading(self) -> None:
        """Read again, unless there is a backlog or the client does not read its answers."""
        if not self.backlog and not self.write_paused and not self.is_over:
            super().resume_reading()


class PacedProtocol(ClosingProtocol):
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
        self._waited_for: tuple[int, bool] | None = None
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch over the connection."""
        super().connection_made(transport)
        self.flow = PacedFlow(transport)
        self._watch = self.loop.call_later(REQUEST_SECONDS, self.look_at_request)

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

    def refuse(self, words: bytes = b"") -> None:
        """Read no more, nor what waits to be read."""
        self.flow.is_over = True
        self.flow.backlog.clear()
        super().refuse(words)

    def feed(self, data: bytes) -> None:
        """Have bytes parsed; an offer to switch protocols is not taken up (RFC 9110, 7.8)."""
        self._unset_keepalive_if_required()
        while data and not self.is_ending:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                data = data[upgrade.args[0] :]
                if not BODY_HEADERS.isdisjoint([name for name, _ in self.scope["headers"]]):
                    # The parser leaves the body out, so where the next request begins is unknown.
                    self.refuse()
            except httptools.HttpParserError:
                self.refuse(_UNREADABLE)
            else:
                return

    def _ask_for_turn(self) -> None:
        """Have the next piece read in the next turn, if there is one and it can be answered."""
        waits = bool(self.pipeline) or self.flow.write_paused
        if self.flow.backlog and not waits and not self._has_turn:
            self._has_turn = True
            turns_of(self.loop).ask(self._take_turn)

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

    def look_at_request(self) -> None:
        """Refuse a request that does not end; close a connection on which nothing was asked."""
        if self.transport.is_closing() or self.is_ending:
            return
        waited_for = (self._heads_begun, self.is_in_body()) if self._is_waiting() else None
        if waited_for is not None and waited_for == self._waited_for:
            self.refuse(_TIMED_OUT)
            return
        self._waited_for = waited_for
        self._watch = self.loop.call_later(REQUEST_SECONDS, self.look_at_request)

    def _is_waiting(self) -> bool:
        """Whether it is the client's turn to send the rest of what it has begun."""
        if self.flow.read_paused or self.flow.backlog:
            return False
        if self.is_in_body():
            # Who has asked for leave to send a body waits for it (RFC 9110, 10.1.1).
            return not self.cycle.waiting_for_100_continue
        return self.is_waited_for()

    def is_waited_for(self) -> bool:
        """Whether the client has begun a head, or nothing at all, and nothing else goes on."""
        return False
