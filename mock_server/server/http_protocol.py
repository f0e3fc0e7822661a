"""HTTP below ASGI: remembered replies, and answers that need no awaiting, written at once.

It is uvicorn's own protocol, unchanged for every request that is neither. It answers by itself only
where nothing else goes on: between two requests of a connection, no answer under way, room to
write. A reply is remembered by the bytes of its request, so only one that came whole, alone, in one
piece and without a body is.
"""

import asyncio
from typing import Any, cast

from starlette.types import Scope  # noqa: TC002 - no second way to import
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle
from uvicorn.server import ServerState

from mock_server.asgi.app import FastPathComponents
from mock_server.asgi.fast_path.fast_path import FastResponse
from mock_server.asgi.fast_path.response_bytes import ResponseBytes, serialize_response
from mock_server.asgi.fast_path.response_cache import CachedResponse
from mock_server.clock import http_date
from mock_server.http.validation.heads import mark_head
from mock_server.server.pacing import MAX_TURN_BYTES, PacedProtocol
from mock_server.server.reloading import ReloadableApp
from mock_server.server.request_lines import RequestLines

MAX_HEAD_BYTES = 64 * 1024
"""Bytes of an unfinished request head that are taken in."""

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class MockProtocol(PacedProtocol):
    """uvicorn's protocol with a short cut."""

    # With a thousand connections the time goes to fetching memory: what a remembered request looks
    # at lies here, uvicorn's own attributes too, and not all over a dictionary.
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

    _answered: tuple[FastPathComponents, ResponseBytes, FastResponse] | None
    _running: RequestResponseCycle | None

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Speak for the application that `config` names; only a `LiveApp` has a short cut."""
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
        """Answer what is remembered or plain; leave everything else to the parser."""
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
        """Read a piece of what came at once, behind others."""
        self._take(data, is_alone=False)

    def is_waited_for(self) -> bool:
        """Whether the client has begun a head, or nothing at all, and nothing else goes on."""
        is_unused = self._between_requests and not self._heads_begun and not self._used_at
        return (self._is_in_head or is_unused) and self._is_free()

    def is_in_body(self) -> bool:
        """Whether the end of a request's body is still to come."""
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
        """Tell the request that is being answered; uvicorn tells only the last in the pipeline."""
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
            # Where in the piece it begins is not known: what follows counts.
            self._head_bytes = 0
        super().on_message_begin()

    def on_body(self, body: bytes) -> None:
        """Take in a piece of the body; what stands between pieces is bounded like a head."""
        self._head_bytes = 0
        super().on_body(body)

    def on_headers_complete(self) -> None:
        """Note that its head is there; uvicorn has it answered."""
        mark_head(
            cast("dict[str, Any]", self.scope),
            self.parser.get_http_version(),
            self.headers,
            is_other_protocol=self._request_lines.is_other_protocol,
        )
        super().on_headers_complete()  # which refuses some targets, still in the head
        self._is_in_head = False
        # What follows are trailers, and nobody reads them.
        self.headers = []

    def on_message_complete(self) -> None:
        """Note that it is whole."""
        self._between_requests = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with the next request, if there is one."""
        super().on_response_complete()
        self._update_idle()

    def pause_writing(self) -> None:
        """Write no more: the client does not read."""
        super().pause_writing()
        self._update_idle()

    def resume_writing(self) -> None:
        """Write again."""
        super().resume_writing()
        self._update_idle()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that nobody has used for a while."""
        rest = self._used_at + self.timeout_keep_alive - self.loop.time()
        if rest > 0:
            # Answers given at once leave the timer alone, which is much cheaper than a new one.
            self.timeout_keep_alive_task = self.loop.call_later(
                rest, self.timeout_keep_alive_handler
            )
        else:
            super().timeout_keep_alive_handler()

    @property
    def _short_cut(self) -> FastPathComponents | None:
        return None if self._live is None else self._live.mock.short_cut

    def _update_idle(self) -> None:
        """Note whether the next piece may be a request that is answered at once."""
        is_ready = self._between_requests and not self.flow.backlog and not self.is_ending
        self._can_respond_now = is_ready and self._is_free()

    def _is_free(self) -> bool:
        """Whether an answer may be written at once."""
        cycle: RequestResponseCycle | None = self.cycle
        return (
            (cycle is None or cycle.response_complete)
            and not self.pipeline
            and not self.flow.write_paused
            and not self.transport.is_closing()
        )

    def _try_fast_response(self, data: bytes) -> bool:
        """Answer as before, or what can be read at a glance; False where neither can be."""
        short_cut = self._short_cut
        if short_cut is None:
            return False
        remembered = short_cut.replies.find(data)
        if remembered is not None:
            self._write_cached(
                remembered.reply, short_cut.fast_path.record_repeat(remembered.repeats)
            )
            return True
        head = short_cut.heads.read(data)
        if head is None:
            return False
        outcome = short_cut.fast_path.try_respond_simple(head, self.scheme or "http")
        if outcome is None:
            return False
        reply = _serialize(outcome, keeps_alive=True)
        self._write_cached(reply, outcome.seconds)
        if outcome.is_constant:
            _remember(short_cut, data, reply, outcome)
        return True

    def _write_cached(self, reply: ResponseBytes, seconds: float) -> None:
        """Say something on a connection that stays open and on which nothing else goes on."""
        self.transport.write(reply.with_date(http_date(seconds)))
        self._used_at = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_handler()

    def _start_segment(self, size: int) -> None:
        """Begin to read another piece of what the client sends."""
        # How many requests the piece has a part of.
        self._requests = 0 if self._between_requests else 1
        self._answered = None
        self._head_bytes = size if self._between_requests else self._head_bytes + size

    def _cache_if_single(self, data: bytes) -> None:
        """Remember what was answered, where the piece was one whole request and nothing else."""
        if self._answered and self._between_requests and self._requests == 1:
            short_cut, reply, outcome = self._answered
            _remember(short_cut, data, reply, outcome)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401
        """Answer at once where that is possible; otherwise have the application run."""
        if not self._answer(cycle):
            self._running = cycle
            super()._start_asgi_task(cycle, app)

    def _answer(self, cycle: RequestResponseCycle) -> bool:
        short_cut = self._short_cut
        # Behind others in the pipeline a request waits its turn, and long rows of answers would
        # each be started by the one before.
        if short_cut is None or self.pipeline or self.flow.write_paused:
            return False
        if self.transport.is_closing():
            return True  # nobody is there to be answered
        outcome = short_cut.fast_path.try_respond(cast("Scope", cycle.scope))
        if outcome is None:
            return False
        reply = _serialize(outcome, keeps_alive=cycle.keep_alive)
        self.transport.write(reply.with_date(http_date(outcome.seconds)))
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        elif outcome.is_constant:
            # The mock may be exchanged at any time: what one has said the next one must not repeat.
            self._answered = (short_cut, reply, outcome)
        self.on_response_complete()
        return True


def _serialize(outcome: FastResponse, *, keeps_alive: bool) -> ResponseBytes:
    return serialize_response(
        outcome.status,
        headers=outcome.headers,
        later_headers=outcome.later_headers,
        body=outcome.body,
        keeps_alive=keeps_alive,
    )


def _remember(
    short_cut: FastPathComponents, data: bytes, reply: ResponseBytes, outcome: FastResponse
) -> None:
    """Remember what was answered to a request that comes back."""
    if short_cut.replies.was_seen_before(data):
        remembered = CachedResponse(reply, short_cut.fast_path.repeat_recorders(outcome))
        short_cut.replies.store(data, remembered)
