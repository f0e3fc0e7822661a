"""Leads what is addressed to the admin side there, and everything else to the mock.

The two stand beside each other from here on: no header of the one gets onto the other's answers.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.admin.document import PREFIX
from mock_server.http.requests import raw_path_of


class AdminDoor:
    """Parts the two sides."""

    def __init__(self, app: ASGIApp, *, admin: ASGIApp) -> None:
        """Stand before both."""
        self._app = app
        self._admin = admin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        is_admin = scope["type"] == "http" and leads_to_admin(raw_path_of(scope))
        await (self._admin if is_admin else self._app)(scope, receive, send)


def leads_to_admin(path: bytes) -> bool:
    """Whether a raw path is the admin side's."""
    return path.startswith(PREFIX) and path[len(PREFIX) :][:1] in (b"", b"/")
