"""Runs the first steps of a request, and passes it on if they do not answer it."""

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.asgi.request_steps import RequestSteps, first_response, rejected
from mock_server.http.problems import RequestRejected, ToolProblem
from mock_server.http.responses import HeaderChange, sandboxed
from mock_server.sessions.request_context import RequestContext, context_of

if TYPE_CHECKING:
    from mock_server.asgi.playback.player import RecordingPlayer

_ENCODED_SLASH = re.compile(rb"%2[Ff]")

_NO_SLASH = "\ufffc".encode()


class Gateway:
    """Answers requests that need no operation, and those that are refused here or in `app`."""

    def __init__(
        self, app: ASGIApp, *, steps: RequestSteps, player: "RecordingPlayer | None" = None
    ) -> None:
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
                response = first_response(steps.before_play, context)
                if response is None:
                    channels = await self._player.play(context, scope, receive, send)
                    if channels is None:
                        return
                    receive, send = channels
                    response = first_response(steps.after_play, context)
            if response is None:
                await self._app(_routable(scope, context), receive, HeaderChange(send, sandboxed))
                return
        except (RequestRejected, ToolProblem) as error:
            response = await rejected(context, error)
        await response.send(send)


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
