"""Runs the first steps of a request, and passes it on if they do not answer it."""

import re
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.asgi.request_steps import RequestSteps, first_response, rejection
from mock_server.http.errors import RequestRejected, ToolProblem
from mock_server.http.responses import sandboxed
from mock_server.sessions.request_context import RequestContext, context_of
from openapi.routing import PathError

_ENCODED_SLASH = re.compile(rb"%2[Ff]")


class Gateway:
    """Answers requests that need no operation, and those that are refused here or in `app`."""

    def __init__(self, app: ASGIApp, *, steps: RequestSteps) -> None:
        self._app = app
        self._steps = steps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on."""
        context = context_of(scope)
        try:
            response = first_response(self._steps.arrival, context)
            if response is None:
                await self._app(_routed(scope, context), receive, _Sandbox(send))
                return
        except (RequestRejected, ToolProblem) as error:
            response = rejection(context, error)
        await response.send(send)


class _Sandbox:
    """Adds a sandbox to responses in which a browser might run a script."""

    __slots__ = ("_send",)

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*sandboxed(tuple(message["headers"]))]}
        await self._send(message)


def _routed(scope: Scope, context: RequestContext) -> Scope:
    """Return the scope without the prefix that names a session, and with slashes in values encoded.

    Connexion routes the decoded path, in which such a slash would separate segments.
    """
    path, has_slash = context.head.path, context.head.route.path_error is PathError.SLASH
    if not context.session.prefix and not has_slash:
        return scope
    kept = _ENCODED_SLASH.sub(b"%252F", path) if has_slash else path
    return {**scope, "path": unquote_to_bytes(kept).decode("utf-8", "replace"), "raw_path": path}
