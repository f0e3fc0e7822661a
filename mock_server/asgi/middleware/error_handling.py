"""The outermost layer: whatever happens inside, a client gets a legal answer.

Nothing is decided here. Headers for browsers go on every answer, a HEAD loses its body, and what
nobody expected becomes a 500 with an apology; the traceback goes to the log, never to the client.
"""

import logging
from collections.abc import Callable
from functools import partial

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.clock import TimeSource, http_date
from mock_server.faults.model.delivery import ConnectionTorn
from mock_server.http.cors import without_cors_headers
from mock_server.http.errors import Headers
from mock_server.http.problems import Problem, ProblemId
from mock_server.sessions.request_context import context_of, has_context

_LOG = logging.getLogger("mock_server")

_INTERNAL_ERROR = Problem(
    id=ProblemId.INTERNAL_ERROR,
    status=500,
    detail="Sorry: the mock server ran into a mistake of its own. Its log says more.",
).response()


class ErrorHandling:
    """Wraps everything else."""

    def __init__(
        self, app: ASGIApp, *, headers: Callable[[Headers], Headers], ticker: TimeSource
    ) -> None:
        """Wrap `app`.

        Args:
            app: Answers.
            headers: From the headers of a request to those that go on its answer.
            ticker: Dates an answer where no session's clock does.
        """
        self._app = app
        self._headers = headers
        self._ticker = ticker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; live and die with the server; refuse WebSockets."""
        if scope["type"] == "lifespan":
            await _handle_lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Some servers hand the same extensions to every request, and Connexion writes into them.
        scope = {**scope, "extensions": dict(scope.get("extensions") or {})}
        outlet = _ResponseWrapper(
            send,
            self._headers(scope["headers"]),
            partial(self._date_of, scope),
            has_body=scope["method"] != "HEAD",
        )
        try:
            await self._app(scope, receive, outlet)
        except ConnectionTorn:
            raise  # a fault wants the connection torn, and the server is to do it
        except Exception:
            _LOG.exception("a request failed: %s %r", scope["method"], scope["path"][:200])
            if outlet.is_started:
                raise  # half an answer is out: let the server cut the connection
            await _INTERNAL_ERROR.send(outlet)

    def _date_of(self, scope: Scope) -> bytes:
        is_known = has_context(scope)
        return http_date(context_of(scope).session.now if is_known else self._ticker())


class _ResponseWrapper:
    """The way out: adds headers to the start of an answer, drops the body of a HEAD's."""

    def __init__(
        self, send: Send, headers: Headers, date: Callable[[], bytes], *, has_body: bool
    ) -> None:
        self._send = send
        self._headers = headers
        self._date = date
        self._has_body = has_body
        self.is_started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.is_started = True
            own = without_cors_headers(tuple(message["headers"]), self._headers)
            message = {**message, "headers": [*own, (b"date", self._date()), *self._headers]}
        elif not self._has_body:
            message = {**message, "body": b""}
        await self._send(message)


async def _handle_lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
