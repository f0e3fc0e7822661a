"""Runs the first steps of a request, and passes it on if they do not answer it."""

import re
from typing import Protocol
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.asgi.request_steps import RequestSteps, first_response, rejection
from mock_server.http.problems import RequestRejected, ToolProblem
from mock_server.http.responses import sandboxed
from mock_server.sessions.request_context import RequestContext, context_of

_ENCODED_SLASH = re.compile(rb"%2[Ff]")

_NO_SLASH = "\ufffc".encode()


class Player(Protocol):
    """Plays the answers of a recording."""

    async def play(
        self, context: RequestContext, scope: Scope, receive: Receive, send: Send
    ) -> tuple[Receive, Send] | None:
        """Answer from the recording, and return None; else return the channels to go on with.

        Raises:
            RequestRejected: The imitated API rejects the request.
            ToolProblem: The mock cannot do what the request asks.
        """


class Gateway:
    """Answers requests that need no operation, and those that are refused here or in `app`."""

    def __init__(self, app: ASGIApp, *, steps: RequestSteps, player: Player | None = None) -> None:
        """Answer by these steps; a player takes the requests before they are routed."""
        self._app = app
        self._steps = steps
        self._player = player

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on."""
        context, steps = context_of(scope), self._steps
        try:
            if self._player is None:
                response = first_response(steps.arrival, context)
            else:
                response = first_response(steps.reception, context)
                if response is None:
                    channels = await self._player.play(context, scope, receive, send)
                    if channels is None:
                        return
                    receive, send = channels
                    response = first_response(steps.routing, context)
            if response is None:
                await self._app(_routable(scope, context), receive, _Sandbox(send))
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


def _routable(scope: Scope, context: RequestContext) -> Scope:
    """Return the scope without the prefix that names a session, and with one slash a segment.

    The framework routes decoded paths. Our own router has found the operation, so any other
    character in the place of an encoded slash leads to it.
    """
    path = context.head.path
    has_slash = b"%2" in path and _ENCODED_SLASH.search(path) is not None
    if not context.session.prefix and not has_slash:
        return scope
    decoded = unquote_to_bytes(_ENCODED_SLASH.sub(_NO_SLASH, path)).decode("utf-8", "replace")
    return {**scope, "path": decoded, "raw_path": path}
