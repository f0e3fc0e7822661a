"""Closes a connection after a request that cannot be received, in the order of its requests.

Such a request is refused, and nothing after it is read. Requests before it may still wait for their
responses, and clients match responses to requests by their order (RFC 9112, 9.3.2): so the error
response is sent after those, and then the connection is closed.
"""

import asyncio
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from mock_server.server.connection import ConnectionProtocol

BODY_HEADERS = frozenset({b"content-length", b"transfer-encoding"})
"""Headers that announce a body."""


class ClosingProtocol(ConnectionProtocol):
    """uvicorn's protocol, which closes a connection after the responses that are due."""

    def __init__(
        self,
        config: Config,
        server_state: Any,  # noqa: ANN401 - as uvicorn has it
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._last_response: bytes | None = None
        self._unfinished: RequestResponseCycle | None = None

    @property
    def is_ending(self) -> bool:
        """Whether nothing more is read from the client."""
        return self._last_response is not None

    def is_in_body(self) -> bool:
        """Whether a request's body is not complete yet."""
        raise NotImplementedError

    def refuse(self, response: bytes = b"") -> None:
        """Stop reading; after the responses that are due, send `response` and close.

        It is not sent if the application answers the request that is being received without its
        body.
        """
        if self.is_ending:
            return
        self._last_response = response
        self.flow.pause_reading()
        if self.is_in_body():
            self._unfinished = self.cycle
            self.cycle.waiting_for_100_continue = False
            self.cycle.message_event.set()
        self._end_if_answered()

    def on_response_complete(self) -> None:
        """Continue with the next request, or end the connection."""
        super().on_response_complete()
        if self.is_ending:
            self._end_if_answered()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401
        """Run the application; it gets a disconnect if the body is never complete."""
        if not BODY_HEADERS.isdisjoint([name for name, _ in cycle.scope["headers"]]):
            app = self._with_end_of_body(cycle, app)
        super()._start_asgi_task(cycle, app)

    def _with_end_of_body(self, cycle: RequestResponseCycle, app: ASGIApp) -> ASGIApp:
        async def run(scope: Scope, receive: Receive, send: Send) -> None:
            async def receive_body() -> Message:
                message = await receive()
                if message.get("more_body") and cycle is self._unfinished:
                    self._give_up(cycle)
                    return {"type": "http.disconnect"}
                return message

            await app(scope, receive_body, send)

        return run

    def _give_up(self, cycle: RequestResponseCycle) -> None:
        """End the connection because the application waits for a body that will not come."""
        cycle.disconnected = True
        if not self.transport.is_closing():
            if not cycle.response_started:
                self.transport.write(self._last_response or b"")
            self.transport.close()

    def _end_if_answered(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        is_answered = cycle is None or cycle.response_complete
        if not is_answered or self.pipeline or self.transport.is_closing():
            return
        if self._unfinished is None:
            self.transport.write(self._last_response or b"")
        self.transport.close()
