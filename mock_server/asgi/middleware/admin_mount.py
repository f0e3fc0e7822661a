"""Passes requests for `/__admin` and `/__console` to their applications, and others on.

They share no other middleware, so that no header of one is added to responses of the other.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.admin.document import ADMIN_PREFIX
from mock_server.http.requests import CONSOLE, raw_path_of

CONSOLE_PREFIX = CONSOLE.encode()

_PREFIXES = (ADMIN_PREFIX, CONSOLE_PREFIX)


class AdminMount:
    """Separates the admin API and the console from the imitated APIs."""

    def __init__(self, app: ASGIApp, *, admin: ASGIApp, console: ASGIApp) -> None:
        self._app = app
        self._admin = admin
        self._console = console

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        app = self._app
        if scope["type"] == "http":
            path = raw_path_of(scope)
            if path.startswith(_PREFIXES):
                app = self._app_of(path)
        await app(scope, receive, send)

    def _app_of(self, path: bytes) -> ASGIApp:
        if is_below(path, ADMIN_PREFIX):
            return self._admin
        return self._console if is_below(path, CONSOLE_PREFIX) else self._app


def is_below(path: bytes, prefix: bytes) -> bool:
    """Whether a raw path is the prefix itself, or below it."""
    return path.startswith(prefix) and path[len(prefix) :][:1] in (b"", b"/")
