"""The ASGI application of the console: its pages, its files, and who may load them.

The pages hold no data of the mock: their scripts ask the admin API, which has its own rules. So a
page needs no admin token; the name of the host and the site of the caller are checked as they are
there. Requests to the console are not in the journal, and no preference applies to them.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from pathlib import Path

from starlette.types import Receive, Scope, Send

from mock_server.admin.access import Access
from mock_server.asgi.tool_pages.console.page_table import (
    PAGES,
    ConsolePage,
    asset_files,
    media_type,
)
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.requests import CONSOLE, RequestHead, read_head
from mock_server.http.responses import (
    PreparedResponse,
    header_bytes,
    not_modified_or,
    prepare_response,
)
from openapi.errors import did_you_mean
from openapi.text.templates import render_template

CONSOLE_HEADERS = (
    (b"cache-control", b"no-cache"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""Headers of every response of the console; the policy is that of the page."""

_ALLOW = (b"allow", b"GET, HEAD")
_DATA_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_HTML = "text/html; charset=utf-8"


class ConsoleApp:
    """Answers requests for the console."""

    def __init__(self, access: Access) -> None:
        """Serve the console to those whom `access` allows."""
        self._access = access
        self._made: dict[str, PreparedResponse] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Answer one request."""
        head = read_head(scope)
        try:
            response = self._answer(head)
        except ToolProblem as error:
            response = error.response().with_headers((_DATA_POLICY,))
        await response.send(send)

    def _answer(self, head: RequestHead) -> PreparedResponse:
        self._access.check_page(head)
        if head.method not in ("GET", "HEAD"):
            raise _not_allowed(head)
        name = head.path.decode("ascii", "backslashreplace").removeprefix(CONSOLE)
        address = name.removeprefix("/").rstrip("/")
        makers = _makers()
        if address not in makers:
            raise _unknown(address, makers)
        if name != f"/{address}":
            return _moved(name, address, head)
        if address not in self._made:
            self._made[address] = makers[address]()
        return not_modified_or(self._made[address], head.joined_header("if-none-match"))


@cache
def _makers() -> Mapping[str, Callable[[], PreparedResponse]]:
    """Return what makes each page and file, by its path below the console.

    The files are listed at the first request: most servers start for programs alone.
    """
    files = {name: partial(_file, path) for name, path in asset_files().items()}
    pages = {page.path.removeprefix("./"): partial(_page, page) for page in PAGES}
    return {**files, **pages}


def _page(page: ConsolePage) -> PreparedResponse:
    template = Path(__file__).parent / "templates" / f"{page.name}.html"
    html = render_template(template, page=page, pages=PAGES)
    policy = (b"content-security-policy", page.policy.encode("ascii"))
    return prepare_response(200, media_type=_HTML, body=html.encode(), headers=(policy,))


def _file(path: Path) -> PreparedResponse:
    return prepare_response(
        200, media_type=media_type(path), body=path.read_bytes(), headers=(_DATA_POLICY,)
    )


def _moved(name: str, address: str, head: RequestHead) -> PreparedResponse:
    """Return a redirect to a page's own address; it is relative, for proxies with a prefix.

    The links of a page are relative to the folder of the console, so the slashes matter.
    """
    above = "../" * (name.count("/") - 1) if name else f"{CONSOLE[1:]}/"
    query = f"?{head.raw_query.decode('ascii', 'replace')}" if head.raw_query else ""
    location = (f"{above}{address}" or "./") + query
    headers = ((b"location", header_bytes(location)), _DATA_POLICY)
    return prepare_response(308, headers=headers)


def _not_allowed(head: RequestHead) -> ToolProblem:
    return ToolProblem(
        405,
        ProblemId.METHOD_NOT_ALLOWED,
        f"The console answers GET and HEAD, not {head.method[:40]}.",
        headers=(_ALLOW,),
    )


def _unknown(name: str, known: Iterable[str]) -> ToolProblem:
    return ToolProblem(
        404,
        ProblemId.UNKNOWN_PATH,
        f"The console has no page {name[:200]!r}{did_you_mean(name, known)}",
        asked_for=name[:200],
        available=tuple(f"{CONSOLE}/{page.path.removeprefix('./')}" for page in PAGES),
        advice=f"begin at {CONSOLE}/",
    )
