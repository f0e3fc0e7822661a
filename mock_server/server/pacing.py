"""Limits how much of the event loop, the memory and the time one connection can use.

Large amounts of data are parsed in small pieces, one for each turn of the loop, so that ten
thousand pipelined requests do not delay other clients. While a client does not read its responses,
or has requests waiting, nothing more is read from it. A head or a body that does not end is refused
after a timeout.
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
"""Data up to this size is parsed in one turn of the loop."""

PIECE_BYTES = 1024
"""The size of the pieces of larger data, about twenty short requests."""

REQUEST_SECONDS = 60.0
"""How long a head, and then a body, may take; the timeout comes after once to twice this time."""

_TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_UNREADABLE = (
    b"HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 30\r\nconnection: close\r\n\r\nInvalid HTTP request received."
)


class PacedFlow(FlowControl):
    """uvicorn's flow control, which also stops reading while there is a backlog.

    Attributes:
        backlog: Data that was received and is not parsed yet.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__(transport)
        self.backlog = bytearray()
        self.is_over = False

    def resume_reading(self) -> None:
        """Read again, unless there is a backlog or the client does not read its responses."""
        if not self.backlog and not self.write_paused and not self.is_over:
            super().resume_reading()


class PacedProtocol(ClosingProtocol):
    """uvicorn's protocol, which parses one piece at a time."""

    flow: PacedFlow

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._has_turn = False
        self._heads_begun = 0
        self._waited_for: tuple[int, bool] | None = None
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timeout of the connection."""
        super().connection_made(transport)
        self.flow = PacedFlow(transport)
        self._watch = self.loop.call_later(REQUEST_SECONDS, self.look_at_request)

    def connection_lost(self, exc: Exception | None) -> None:
        """Discard the backlog, and stop the timeout."""
        self.flow.backlog.clear()
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Count the head."""
        self._heads_begun += 1
        super().on_message_begin()

    def on_response_complete(self) -> None:
        """Continue with the backlog."""
        super().on_response_complete()
        self._ask_for_turn()

    def pause_writing(self) -> None:
        """Stop writing and reading: the client does not read."""
        super().pause_writing()
        self.flow.pause_reading()

    def resume_writing(self) -> None:
        """Write again, and continue with the backlog."""
        super().resume_writing()
        if self.flow.backlog:
            self._ask_for_turn()
        elif not self.pipeline:
            self.flow.resume_reading()

    def take_piece(self, data: bytes) -> None:
        """Parse a piece of the backlog."""
        self.feed(data)

    def enqueue(self, data: bytes) -> None:
        """Append data to the backlog, and stop reading until it is parsed."""
        self.flow.backlog += data
        self.flow.pause_reading()
        self._ask_for_turn()

    def refuse(self, response: bytes = b"") -> None:
        """Stop reading, also the backlog; then send `response` and close."""
        self.flow.is_over = True
        self.flow.backlog.clear()
        super().refuse(response)

    def feed(self, data: bytes) -> None:
        """Parse bytes; an `Upgrade` to another protocol is ignored (RFC 9110, 7.8)."""
        self._unset_keepalive_if_required()
        while data and not self.is_ending:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                data = data[upgrade.args[0] :]
                if not BODY_HEADERS.isdisjoint([name for name, _ in self.scope["headers"]]):
                    # The parser skips the body, so the start of the next request is unknown.
                    self.refuse()
            except httptools.HttpParserError:
                self.refuse(_UNREADABLE)
            else:
                return

    def _ask_for_turn(self) -> None:
        """Schedule the next piece for the next turn, unless requests or responses are waiting."""
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
        """Refuse a request that does not end, and close a connection without any request."""
        if self.transport.is_closing() or self.is_ending:
            return
        waited_for = (self._heads_begun, self.is_in_body()) if self._is_waiting() else None
        if waited_for is not None and waited_for == self._waited_for:
            self.refuse(_TIMED_OUT)
            return
        self._waited_for = waited_for
        self._watch = self.loop.call_later(REQUEST_SECONDS, self.look_at_request)

    def _is_waiting(self) -> bool:
        """Whether the client is expected to send the rest of a request."""
        if self.flow.read_paused or self.flow.backlog:
            return False
        if self.is_in_body():
            # With `Expect: 100-continue`, the client waits for us (RFC 9110, 10.1.1).
            return not self.cycle.waiting_for_100_continue
        return self.is_waited_for()

    def is_waited_for(self) -> bool:
        """Whether the connection only waits for a head: an incomplete one, or the first."""
        return False
