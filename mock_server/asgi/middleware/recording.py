"""Creates the context of each request, and records the exchange as the client sees it.

A body in one piece, which is what the mock itself sends, is kept by reference, without a copy.
"""

import time
from collections.abc import Callable, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.clock import TimeSource
from mock_server.journal.entries.entry import MAX_KEPT_BODY
from mock_server.sessions.request_context import Recorder, RequestContext, open_context
from openapi.routing import Route

MonotonicTimer = Callable[[], float]  # returns seconds; only differences are meaningful


class RecordingMiddleware:
    """Records every exchange when it has ended."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        find: Callable[[bytes], Route],
        recorders: Sequence[Recorder],
        ticker: TimeSource,
        stopwatch: MonotonicTimer = time.perf_counter,
    ) -> None:
        self._app = app
        self._find = find
        self._recorders = tuple(recorders)
        self._ticker = ticker
        self._stopwatch = stopwatch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and record the exchange."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = self._stopwatch()
        context = open_context(scope, self._find, self._ticker())
        try:
            await self._app(scope, _RequestTap(receive, context), _ResponseTap(send, context))
        finally:
            context.end(self._stopwatch() - began, self._recorders)


class _RequestTap:
    """Adds the request's body to the context."""

    __slots__ = ("_context", "_receive")

    def __init__(self, receive: Receive, context: RequestContext) -> None:
        self._receive = receive
        self._context = context

    async def __call__(self) -> Message:
        message = await self._receive()
        data = message.get("body", b"")
        if data:
            context = self._context
            context.body = _joined(context.body, data)
            context.body_size += len(data)
        return message


class _ResponseTap:
    """Adds the response to the context."""

    __slots__ = ("_context", "_send")

    def __init__(self, send: Send, context: RequestContext) -> None:
        self._send = send
        self._context = context

    async def __call__(self, message: Message) -> None:
        context = self._context
        if message["type"] == "http.response.start":
            context.status = message["status"]
            context.headers = message["headers"]
        else:
            data = message.get("body", b"")
            context.answer = _joined(context.answer, data)
            context.answer_size += len(data)
        await self._send(message)


def _joined(before: bytes | bytearray, data: bytes) -> bytes | bytearray:
    """Return both, up to the size that is kept; one piece alone is returned as it is."""
    room = MAX_KEPT_BODY - len(before)
    if len(data) > room:
        data = data[:room]
    if not before:
        return data
    # Joining many small pieces as bytes would be quadratic.
    joined = before if isinstance(before, bytearray) else bytearray(before)
    joined += data
    return joined
