"""The mock's own pages, all below `/__`: contracts, documentation, health.

Pages are made when they are first requested, and cached. The prefix avoids conflicts with paths of
the imitated APIs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.types import Send

from mock_server.http.preferences import (
    CODE,
    EXAMPLE,
    FAULT,
    QUERY_PREFIX,
    SCENARIO,
    SESSION_COMMANDS,
)
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.requests import CONSOLE, MOVED
from mock_server.http.responses import UNFRAMED, PreparedResponse, prepare_response
from mock_server.http.validation.preferences import invalid_preference
from openapi.errors import did_you_mean, nearest
from openapi.process.background_thread import BackgroundThread

PageFactory = Callable[[], PreparedResponse]

_HTML = (b"content-type", b"text/html; charset=utf-8")
_ALLOW = (b"allow", b"GET, HEAD, OPTIONS")
_ONLY_FOR_OPERATIONS = SESSION_COMMANDS | {
    f"{QUERY_PREFIX}{name}" for name in (CODE, EXAMPLE, SCENARIO, FAULT)
}

_OTHERS = ("/__session/NAME", "/__setup", CONSOLE, "/__admin")
"""Where the mock's other paths begin, which are answered elsewhere."""

_MAX_NAMED = 200  # characters of a path that a problem repeats

_WORKER = BackgroundThread()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmadePage(PreparedResponse):
    """A page that takes long to make: it is made beside the event loop, before it is sent."""

    make: PageFactory  # returns the page

    async def send(self, send: Send) -> None:
        """Make the page and send it; others are answered meanwhile."""
        page = await _WORKER.run(self.make)
        await page.send(send)


class ToolPages:
    """Finds and caches the mock's own pages."""

    def __init__(self, makers: Mapping[str, PageFactory], *, slow: Iterable[str] = ()) -> None:
        """Begin without a page; the paths of `slow` are those of pages that take long to make."""
        self._makers = makers
        self._slow = frozenset(slow)
        self._cache: dict[str, PreparedResponse] = {}

    def respond(
        self, method: str, path: bytes, query: Sequence[tuple[str, str]] = ()
    ) -> PreparedResponse:
        """Return the page at `path`.

        Raises:
            ToolProblem: There is none, the method is not GET, or a parameter of the query is only
                for operations.
        """
        _refuse_mock_parameters(query)
        name = path.decode("ascii", "backslashreplace").rstrip("/")
        if name == MOVED.decode():
            raise ToolProblem(
                404,
                ProblemId.UNKNOWN_PATH,
                "The fault 'redirect' leads here, where there is nothing: so a client that follows "
                "the redirect gets this 404",
                advice="follow no redirects to see the 302, or disarm the fault: ?__fault=none",
            )
        if name not in self._makers:
            raise self._unknown(name)
        if method == "OPTIONS":
            return prepare_response(204, headers=(_ALLOW,))
        if method not in ("GET", "HEAD"):
            raise ToolProblem(
                405, ProblemId.METHOD_NOT_ALLOWED, f"{name} allows only GET.", headers=(_ALLOW,)
            )
        if name in self._slow and name not in self._cache:
            return UnmadePage(status=200, headers=(), make=partial(self._page, name))
        page = self._page(name)
        slashes = len(path) - len(name)
        if slashes and _HTML in page.headers:
            # Its relative URLs are only valid without the slash.
            location = f"{'../' * slashes}{name.rpartition('/')[2]}"
            return prepare_response(308, headers=((b"location", location.encode("ascii")),))
        return page

    def _nearest(self, name: str) -> tuple[str, ...]:
        """Return the path that is probably meant: the nearest page, or one that begins alike."""
        page = nearest(name, self._makers)
        if page is not None:
            return (page,)
        first, slash, rest = name.removeprefix("/").partition("/")
        begins = [each.split("/")[1] for each in (*self._makers, *_OTHERS)]
        begin = nearest(first, begins)
        return () if begin is None else (f"/{begin}{slash}{rest}"[:_MAX_NAMED],)

    def _page(self, name: str) -> PreparedResponse:
        if name not in self._cache:
            page = self._makers[name]()
            own = {key for key, _ in page.headers}
            self._cache[name] = page.with_headers(pair for pair in UNFRAMED if pair[0] not in own)
        return self._cache[name]

    def _unknown(self, name: str) -> ToolProblem:
        pages = (page for page in self._makers if page.count("/") == 1)
        available = (*self._nearest(name), *pages, *_OTHERS)
        return ToolProblem(
            404,
            ProblemId.UNKNOWN_PATH,
            f"The mock has no page {name[:_MAX_NAMED]!r}{did_you_mean(name, available)}",
            asked_for=name,
            available=tuple(dict.fromkeys(available)),
            advice="paths that begin with /__ belong to the mock itself",
        )


def _refuse_mock_parameters(query: Sequence[tuple[str, str]]) -> None:
    """Refuse parameters on one of the mock's pages that only apply to operations."""
    for name, _ in query:
        if name in _ONLY_FOR_OPERATIONS:
            raise invalid_preference(
                f"The mock's own pages do not support ?{name}.",
                asked_by=f"?{name}",
                available=(),
                advice="set a session up with /__session/NAME/__setup?scenario=…&clock=…",
            )
