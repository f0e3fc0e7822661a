"""HTTP below ASGI: writes cached responses, and those that need no awaiting.

Other requests are handled by uvicorn's protocol. A request is answered here only if nothing else is
going on: between two requests of a connection, with no pending response, and with room to write.
Responses are cached by the bytes of their requests, so only requests without a body that arrive
whole and alone in one piece are.
"""

import asyncio
from typing import Any, cast

from starlette.types import Scope  # noqa: TC002 - no second way to import
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle
from uvicorn.server import ServerState

from mock_server.asgi.fast_path.fast_path import FastResponse
from mock_server.asgi.fast_path.simple_answers import SimpleAnswers
from mock_server.http.validation.heads import mark_head
from mock_server.server.pacing import MAX_TURN_BYTES, PacedProtocol
from mock_server.server.reloading import ReloadableApp
from mock_server.server.request_lines import RequestLines

MAX_HEAD_BYTES = 64 * 1024
"""Limit of the bytes of an incomplete request head."""

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class MockProtocol(PacedProtocol):
    """uvicorn's protocol, with the fast path before ASGI."""

    # With a thousand connections, most time is spent on fetching memory: slots keep the attributes
    # that a cached response needs together, uvicorn's own too.
    __slots__ = (
        "_answered",
        "_between_requests",
        "_can_respond_now",
        "_head_bytes",
        "_is_in_head",
        "_live",
        "_request_lines",
        "_requests",
        "_running",
        "_used_at",
        "loop",
        "timeout_keep_alive_task",
        "transport",
    )

    _answered: tuple[SimpleAnswers, FastResponse] | None
    _running: RequestResponseCycle | None

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Serve the application of `config`; only a `ReloadableApp` has a fast path."""
        super().__init__(config, server_state, app_state, _loop)
        self._live = config.app if isinstance(config.app, ReloadableApp) else None
        self._between_requests = True
        self._is_in_head = False
        self._can_respond_now = True
        self._request_lines = RequestLines(self.feed)
        self._head_bytes = 0
        self._requests = 0
        self._answered = None
        self._running = None
        self._used_at = 0.0

    def data_received(self, data: bytes) -> None:
        """Answer cached and simple requests; leave the others to the parser."""
        is_alone = self._can_respond_now and not self.transport.is_closing()
        if is_alone and self._try_fast_response(data):
            return
        if self.is_ending:
            return
        if len(data) > MAX_TURN_BYTES or self.flow.backlog:
            self._can_respond_now = False
            self.enqueue(data)
            return
        self._take(data, is_alone=is_alone)

    def take_piece(self, data: bytes) -> None:
        """Parse a piece of larger data."""
        self._take(data, is_alone=False)

    def is_waited_for(self) -> bool:
        """Whether the connection only waits for a head: an incomplete one, or the first."""
        is_unused = self._between_requests and not self._heads_begun and not self._used_at
        return (self._is_in_head or is_unused) and self._is_free()

    def is_in_body(self) -> bool:
        """Whether a request's body is not complete yet."""
        return not self._between_requests and not self._is_in_head

    def _take(self, data: bytes, *, is_alone: bool) -> None:
        self._start_segment(len(data))
        self._request_lines.read(data)
        if not self._between_requests and self._head_bytes > MAX_HEAD_BYTES:
            self.refuse(_TOO_LARGE)
        if is_alone:
            self._cache_if_single(data)
        self._update_idle()

    def connection_lost(self, exc: Exception | None) -> None:
        """Notify the running request; uvicorn notifies only the last one of the pipeline."""
        if self._running is not None:
            self._running.disconnected = True
            self._running.message_event.set()
        self.pipeline.clear()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Note that a request has begun."""
        self._between_requests, self._is_in_head, self._can_respond_now = False, True, False
        self._request_lines.begin()
        self._requests += 1
        if self._requests > 1:
            # Its offset in the piece is unknown: count from the next piece on.
            self._head_bytes = 0
        super().on_message_begin()

    def on_body(self, body: bytes) -> None:
        """Receive a piece of the body; the bytes between pieces are bounded like a head."""
        self._head_bytes = 0
        super().on_body(body)

    def on_headers_complete(self) -> None:
        """Mark errors in the head; uvicorn then starts the response."""
        mark_head(
            cast("dict[str, Any]", self.scope),
            self.parser.get_http_version(),
            self.headers,
            is_other_protocol=self._request_lines.is_other_protocol,
        )
        super().on_headers_complete()  # may refuse the target, while `_is_in_head` is still set
        self._is_in_head = False
        # Headers that follow are trailers, which are not used.
        self.headers = []

    def on_message_complete(self) -> None:
        """Note that the request is complete."""
        self._between_requests = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Continue with the next request, if there is one."""
        super().on_response_complete()
        self._update_idle()

    def pause_writing(self) -> None:
        """Stop writing: the client does not read."""
        super().pause_writing()
        self._update_idle()

    def resume_writing(self) -> None:
        """Write again."""
        super().resume_writing()
        self._update_idle()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that has not been used for the keep-alive time."""
        rest = self._used_at + self.timeout_keep_alive - self.loop.time()
        if rest > 0:
            # The fast path does not restart the timer, which would cost more than this check.
            self.timeout_keep_alive_task = self.loop.call_later(
                rest, self.timeout_keep_alive_handler
            )
        else:
            super().timeout_keep_alive_handler()

    @property
    def _short_cut(self) -> SimpleAnswers | None:
        return None if self._live is None else self._live.mock.short_cut

    def _update_idle(self) -> None:
        """Note whether the fast path may answer the next piece."""
        is_ready = self._between_requests and not self.flow.backlog and not self.is_ending
        self._can_respond_now = is_ready and self._is_free()

    def _is_free(self) -> bool:
        """Whether a response may be written now."""
        cycle: RequestResponseCycle | None = self.cycle
        return (
            (cycle is None or cycle.response_complete)
            and not self.pipeline
            and not self.flow.write_paused
            and not self.transport.is_closing()
        )

    def _try_fast_response(self, data: bytes) -> bool:
        """Answer a cached or simple request; return False for others."""
        # `_short_cut` without the call of a property: this runs for each request.
        short_cut = self._live.mock.short_cut if self._live is not None else None
        if short_cut is None or (reply := short_cut.respond(data, self.scheme or "http")) is None:
            return False
        self.transport.write(reply)
        self._used_at = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_handler()
        return True

    def _start_segment(self, size: int) -> None:
        """Prepare the counters for another piece."""
        # The number of requests of which the piece has a part.
        self._requests = 0 if self._between_requests else 1
        self._answered = None
        self._head_bytes = size if self._between_requests else self._head_bytes + size

    def _cache_if_single(self, data: bytes) -> None:
        """Cache the response if the piece was exactly one request."""
        if self._answered and self._between_requests and self._requests == 1:
            short_cut, outcome = self._answered
            short_cut.keep(data, outcome)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401
        """Answer by the fast path if possible; otherwise run the application."""
        if not self._answer(cycle):
            self._running = cycle
            super()._start_asgi_task(cycle, app)

    def _answer(self, cycle: RequestResponseCycle) -> bool:
        short_cut = self._short_cut
        # A pipelined request waits its turn. Answering it here would also recurse: each response
        # would start the next one.
        if short_cut is None or self.pipeline or self.flow.write_paused:
            return False
        if self.transport.is_closing():
            return True  # the client has disconnected
        outcome = short_cut.fast_path.try_respond(cast("Scope", cycle.scope))
        if outcome is None:
            return False
        self.transport.write(outcome.with_date(keeps_alive=cycle.keep_alive))
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        elif outcome.is_cacheable:
            # Kept with its mock, since a reload may replace the mock before the response is cached.
            self._answered = (short_cut, outcome)
        self.on_response_complete()
        return True
