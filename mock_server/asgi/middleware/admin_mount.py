"""Passes requests for `/__admin` to the admin API, and others to the imitated APIs.

The two share no other middleware, so that no header of one is added to responses of the other.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.admin.document import ADMIN_PREFIX
from mock_server.http.requests import raw_path_of


class AdminMount:
    """Separates the admin API from the imitated APIs."""

    def __init__(self, app: ASGIApp, *, admin: ASGIApp) -> None:
        self._app = app
        self._admin = admin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        is_admin = scope["type"] == "http" and is_admin_path(raw_path_of(scope))
        await (self._admin if is_admin else self._app)(scope, receive, send)


def is_admin_path(path: bytes) -> bool:
    """Whether a raw path belongs to the admin API."""
    return path.startswith(ADMIN_PREFIX) and path[len(ADMIN_PREFIX) :][:1] in (b"", b"/")
