"""What a browser gets at `/`, if no document has such an operation: the way to the console."""

from urllib.parse import quote

from mock_server.asgi.pages.console.console_app import CONSOLE
from mock_server.http.requests import RequestHead
from mock_server.http.responses import PreparedResponse, header_bytes, prepare_response
from mock_server.sessions.request_sessions import SessionContext

_HTML = "text/html"


def is_browser_at_root(head: RequestHead) -> bool:
    """Whether a request is that of a browser for the root: it names HTML as what it accepts."""
    if head.path != b"/" or head.method not in ("GET", "HEAD"):
        return False
    ranges = head.joined_header("accept").lower().split(",")
    return any(each.partition(";")[0].strip() == _HTML for each in ranges)


def redirect_to_console(session: SessionContext) -> PreparedResponse:
    """Return the redirect to the console, which shows the session of the request.

    The address is relative, so that it is valid behind a proxy with any prefix.
    """
    above = "../" * (session.prefix.count("/"))
    query = f"?session={quote(session.name, safe='')}" if session.name else ""
    headers = (
        (b"location", header_bytes(f"{above}{CONSOLE[1:]}/{query}")),
        (b"vary", b"Accept"),
        (b"cache-control", b"no-store"),
    )
    return prepare_response(302, headers=headers)
