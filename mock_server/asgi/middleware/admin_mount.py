"""Leads what is addressed to the admin side there, and everything else to the mock.

The two stand beside each other from here on: no header of the one gets onto the other's answers.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.admin.document import ADMIN_PREFIX
from mock_server.http.requests import raw_path_of


class AdminMount:
    """Parts the two sides."""

    def __init__(self, app: ASGIApp, *, admin: ASGIApp) -> None:
        """Stand before both."""
        self._app = app
        self._admin = admin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        is_admin = scope["type"] == "http" and is_admin_path(raw_path_of(scope))
        await (self._admin if is_admin else self._app)(scope, receive, send)


def is_admin_path(path: bytes) -> bool:
    """Whether a raw path is the admin side's."""
    return path.startswith(ADMIN_PREFIX) and path[len(ADMIN_PREFIX) :][:1] in (b"", b"/")
