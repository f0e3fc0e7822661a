"""Looks on: every exchange is seen from the outside, as the client saw it, and then recorded.

It keeps references to the bytes that pass and no copies; a body in one piece, which is what the
mock itself sends, costs nothing.
"""

import time
from collections.abc import Callable, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.clock import TimeSource
from mock_server.journal.journal import MAX_KEPT_BODY
from mock_server.journal.observed_exchange import ObservedExchange, Recorder, attach_observation

MonotonicTimer = Callable[[], float]
"""Gives seconds that only their differences say anything about."""


class Recording:
    """Watches every exchange and tells the recorders."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        recorders: Sequence[Recorder],
        ticker: TimeSource,
        stopwatch: MonotonicTimer = time.perf_counter,
    ) -> None:
        """Wrap `app`.

        Args:
            app: Answers.
            recorders: Are told of each exchange once it has ended.
            ticker: Real time.
            stopwatch: How long things take.
        """
        self._app = app
        self._recorders = tuple(recorders)
        self._ticker = ticker
        self._stopwatch = stopwatch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through and look on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = self._stopwatch()
        seen = ObservedExchange(self._ticker())
        attach_observation(scope, seen)
        try:
            await self._app(scope, _RequestTap(receive, seen), _ResponseTap(send, seen))
        finally:
            seen.seconds = self._stopwatch() - began
            for recorder in self._recorders:
                recorder.record(seen)


class _RequestTap:
    """Notes the request's body on its way in."""

    __slots__ = ("_receive", "_seen")

    def __init__(self, receive: Receive, seen: ObservedExchange) -> None:
        self._receive = receive
        self._seen = seen

    async def __call__(self) -> Message:
        message = await self._receive()
        data = message.get("body", b"")
        if data:
            seen = self._seen
            seen.body = _joined(seen.body, data)
            seen.body_size += len(data)
        return message


class _ResponseTap:
    """Notes the answer on its way out."""

    __slots__ = ("_seen", "_send")

    def __init__(self, send: Send, seen: ObservedExchange) -> None:
        self._send = send
        self._seen = seen

    async def __call__(self, message: Message) -> None:
        seen = self._seen
        if message["type"] == "http.response.start":
            seen.status = message["status"]
            seen.headers = message["headers"]
        else:
            data = message.get("body", b"")
            seen.answer = _joined(seen.answer, data)
            seen.answer_size += len(data)
        await self._send(message)


def _joined(before: bytes | bytearray, data: bytes) -> bytes | bytearray:
    """Return both as far as they are kept; the very same bytes where there is one piece."""
    room = MAX_KEPT_BODY - len(before)
    if len(data) > room:
        data = data[:room]
    if not before:
        return data
    # Many small pieces must not be copied over and over.
    joined = before if isinstance(before, bytearray) else bytearray(before)
    joined += data
    return joined
