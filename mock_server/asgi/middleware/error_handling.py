"""Clients get a valid response, even after an unexpected exception.

Around it are only the recording, the fast path and the mount of the admin API.

It adds headers for browsers and the date to every response, drops the body of a HEAD, and turns an
unexpected exception into a 500; its traceback goes to the log, never to the client. If connections
have taken all files that may be open, so that not even a module can be loaded, it answers 503.
"""

import logging
from collections.abc import Callable
from functools import partial

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.clock import TimeSource, http_date
from mock_server.http.cors import without_cors_headers
from mock_server.http.problems import ConnectionTorn, ProblemId, ToolProblem
from mock_server.http.responses import Headers
from mock_server.sessions.request_context import context_of, has_context
from openapi.process.open_files import is_out_of_files

_LOG = logging.getLogger("mock_server")
_INTERNAL_ERROR = ToolProblem(
    500, ProblemId.INTERNAL_ERROR, "Internal error of the mock server; its log has the traceback."
).response()


_OUT_OF_FILES = ToolProblem(
    503,
    ProblemId.OUT_OF_FILES,
    "Connections have taken all files that this process may have open.",
    advice="repeat the request, or start the mock with a higher limit: ulimit -n 4096",
    headers=((b"retry-after", b"1"),),
).response()


class ErrorHandling:
    """Completes responses, and answers unexpected exceptions."""

    def __init__(
        self, app: ASGIApp, *, headers: Callable[[Headers], Headers], ticker: TimeSource
    ) -> None:
        """Wrap `app`.

        `headers` returns the headers to add to a response, from those of its request; `ticker`
        dates responses without a session.
        """
        self._app = app
        self._headers = headers
        self._ticker = ticker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer requests and lifespan events; close WebSockets."""
        if scope["type"] == "lifespan":
            await _handle_lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Some servers share the extensions between requests, and Connexion changes them.
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
            raise  # a fault requires that the server closes the connection
        except Exception as error:
            if is_out_of_files(error) and not outlet.is_started:
                await _OUT_OF_FILES.send(outlet)
                return
            _LOG.exception("a request failed: %s %r", scope["method"], scope["path"][:200])
            if outlet.is_started:
                raise  # half a response is sent: the server closes the connection
            await _INTERNAL_ERROR.send(outlet)

    def _date_of(self, scope: Scope) -> bytes:
        is_known = has_context(scope)
        return http_date(context_of(scope).session.now if is_known else self._ticker())


class _ResponseWrapper:
    """Adds headers to the start of a response, and drops the body of a HEAD."""

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
            # A server behind the proxy has dated its response itself (RFC 9110, 6.6.1).
            is_dated = any(name == b"date" for name, _ in own)
            date = () if is_dated else ((b"date", self._date()),)
            message = {**message, "headers": [*own, *date, *self._headers]}
        elif not self._has_body:
            message = {**message, "body": b""}
        await self._send(message)


async def _handle_lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
