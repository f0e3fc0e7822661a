"""What a browser gets at `/`, and for a link that sets up a session: the way to the console."""

from urllib.parse import quote

from mock_server.http.requests import CONSOLE, RequestHead
from mock_server.http.responses import PreparedResponse, header_bytes, prepare_response
from mock_server.sessions.request_sessions import SessionContext

_HTML = "text/html"


def is_browser_at_root(head: RequestHead) -> bool:
    """Whether a request is that of a browser for the root: it names HTML as what it accepts."""
    return head.path == b"/" and head.method in ("GET", "HEAD") and _accepts_html(head)


def is_opened_link(head: RequestHead) -> bool:
    """Whether a person has opened the URL in a browser, and no script reads the answer."""
    is_navigation = head.joined_header("sec-fetch-mode") == "navigate"
    return head.method == "GET" and is_navigation and _accepts_html(head)


def _accepts_html(head: RequestHead) -> bool:
    ranges = head.joined_header("accept").lower().split(",")
    return any(each.partition(";")[0].strip() == _HTML for each in ranges)


def redirect_to_console(session: SessionContext, page: str = "") -> PreparedResponse:
    """Return the redirect to the console, which shows the session of the request.

    The address is relative, so that it is valid behind a proxy with any prefix.

    The path of the session's request has no further `/`.
    """
    above = "../" * (session.prefix.count("/"))
    query = f"?session={quote(session.name, safe='')}" if session.name else ""
    headers = (
        (b"location", header_bytes(f"{above}{CONSOLE[1:]}/{page}{query}")),
        (b"vary", b"Accept"),
        (b"cache-control", b"no-store"),
    )
    return prepare_response(302, headers=headers)
