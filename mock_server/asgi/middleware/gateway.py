"""The front door: finds out whose request it is and turns away what no operation can answer.

Bounds, preflights, the tool's own pages, paths that lead nowhere, methods that are not documented.
Whatever is refused here or further in gets its words here, in the shape of the API concerned.
"""

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.asgi.pages.tool_pages import PREFIX, ToolPages
from mock_server.clock import TimeSource
from mock_server.http.cors import Cors
from mock_server.http.error_responses import error_response
from mock_server.http.errors import RequestRejected, ToolProblem
from mock_server.http.preferences import (
    CODE,
    EXAMPLE,
    FAULT,
    QUERY_PREFIX,
    SCENARIO,
    SESSION_COMMANDS,
    SESSION_HEADER,
)
from mock_server.http.problems import Problem, ProblemId
from mock_server.http.requests import RequestHead, attach_head, head_of, read_head
from mock_server.http.responses import PreparedResponse, prepare_response, sandboxed
from mock_server.http.validation.heads import refuse_marked_head
from mock_server.http.validation.limits import allow_header, check_limits
from mock_server.journal.observed_exchange import ObservedExchange, observation_of
from mock_server.sessions.request_sessions import (
    SessionContext,
    SessionReference,
    attach_visit,
    look_in,
    open_session,
    parse_session_reference,
)
from mock_server.sessions.sessions import Sessions
from openapi.errors import did_you_mean
from openapi.routing import PathError, Router

SETUP = b"/__setup"
"""Where a session is made ready (`session_setup`)."""

_WISHES = SESSION_COMMANDS | {f"{QUERY_PREFIX}{name}" for name in (CODE, EXAMPLE, SCENARIO, FAULT)}
_UNREADABLE = frozenset({PathError.BAD_ESCAPE, PathError.NOT_UTF8})


class Gateway:
    """Lets in what an operation can answer, and answers the rest."""

    def __init__(  # noqa: PLR0913 - everything that a door has to know, each by name
        self,
        app: ASGIApp,
        *,
        router: Router,
        cross_origin: Cors,
        pages: ToolPages,
        set_up: Callable[[RequestHead, SessionContext], PreparedResponse],
        addresses: tuple[str, ...],
        sessions: Sessions,
        ticker: TimeSource,
    ) -> None:
        """Stand before `app`.

        Args:
            app: Gets the requests that lead to an operation, with their head.
            router: Knows where paths lead.
            cross_origin: Answers preflights.
            pages: The tool's own pages.
            set_up: Makes a session ready, at `/__setup`.
            addresses: What can be asked for, as `GET /path`, for those who ask for nothing.
            sessions: Each client's choices.
            ticker: Real time.
        """
        self._app = app
        self._router = router
        self._cross_origin = cross_origin
        self._pages = pages
        self._set_up = set_up
        self._addresses = addresses
        self._sessions = sessions
        self._ticker = ticker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or have it answered."""
        seen = observation_of(scope)
        answer = self.handle(scope, seen)
        if answer is None:
            try:
                await self._app(_without_prefix(scope, seen.visit), receive, _Sandbox(send))
            except (RequestRejected, ToolProblem) as error:
                answer = error_response_for(seen, error)
        if answer is not None:
            await answer.send(send)

    def handle(self, scope: Scope, seen: ObservedExchange) -> PreparedResponse | None:
        """Return the answer to a request that comes no further; None lets it in.

        Args:
            scope: The request; gets its head and its visit along.
            seen: What is found out about it is noted here.
        """
        # Where it leads comes first: a request that is too long is told so in the API's words.
        seen.head = head = read_head(scope, self._router.find)
        if self._cross_origin.is_preflight(head):
            return self._preflight_answer(scope, seen, head)
        try:
            refuse_marked_head(scope)
            check_limits(scope, head.path)
            address = parse_session_reference(
                head.path, head.query, head.header_values(SESSION_HEADER)
            )
            seen.head = head = self._led_by(address, head)
            seen.visit = visit = open_session(self._sessions, address, self._ticker())
            attach_visit(scope, visit)
            answer = self._tool_response(head, visit)
        except (RequestRejected, ToolProblem) as error:
            return error_response_for(seen, error)
        attach_head(scope, head)
        return answer

    def _preflight_answer(
        self, scope: Scope, seen: ObservedExchange, head: RequestHead
    ) -> PreparedResponse:
        """Let a browser go ahead, whatever it is about to ask; nothing changes by that."""
        # What cannot be a session's name is told to the request itself.
        with suppress(ToolProblem):
            address = parse_session_reference(
                head.path, head.query, head.header_values(SESSION_HEADER)
            )
            seen.head = self._led_by(address, head)
            seen.visit = visit = look_in(self._sessions, address, self._ticker())
            attach_visit(scope, visit)
        return self._cross_origin.preflight(head)

    def _led_by(self, address: SessionReference, head: RequestHead) -> RequestHead:
        """Return a head without the prefix that names its session."""
        if not address.prefix:
            return head
        return head._replace(path=address.path, route=self._router.find(address.path))

    def _tool_response(self, head: RequestHead, visit: SessionContext) -> PreparedResponse | None:
        if head.path.startswith(PREFIX):
            if head.path == SETUP:
                return self._set_up(head, visit)
            _refuse_wishes(head)
            return self._pages.respond(head.method, head.path)
        _check_path_errors(head)
        if head.route.contract is None:
            raise self._unknown_path(head)
        return _check_method(head)

    def _unknown_path(self, head: RequestHead) -> ToolProblem:
        shown = head.path[:200].decode("ascii", "backslashreplace")
        asked = f"{head.method} {shown}"
        return ToolProblem(
            Problem(
                id=ProblemId.UNKNOWN_PATH,
                status=404,
                detail=f"No API claims the path {shown!r}{did_you_mean(asked, self._addresses)}",
                asked_for=asked,
                available=self._addresses,
                advice="look at /__docs or /__openapi for what is served",
            )
        )


def error_response_for(
    seen: ObservedExchange, error: RequestRejected | ToolProblem
) -> PreparedResponse:
    """Return the answer that says no, and note why."""
    if isinstance(error, ToolProblem):
        seen.refusal = error.problem.detail
        return error.problem.response().with_headers(error.headers)
    seen.refusal = error.message
    head = seen.head
    if head is None:
        return error_response(error, None, None)
    return error_response(error, head.route.contract, head.operation).sandboxed()


class _Sandbox:
    """The way out for answers of APIs: what might run a script runs in a sandbox."""

    __slots__ = ("_send",)

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*sandboxed(tuple(message["headers"]))]}
        await self._send(message)


def _without_prefix(scope: Scope, visit: SessionContext | None) -> Scope:
    """Return the scope as if no prefix had named a session."""
    if visit is None or not visit.prefix:
        return scope
    path = head_of(scope).path
    return {**scope, "path": unquote_to_bytes(path).decode("utf-8", "replace"), "raw_path": path}


def _refuse_wishes(head: RequestHead) -> None:
    """Tell whoever asks a page of the tool for what only operations do."""
    for name, _ in head.query:
        if name in _WISHES:
            raise ToolProblem(
                Problem(
                    id=ProblemId.INVALID_PREFERENCE,
                    status=422,
                    detail=f"The tool's own pages do nothing with ?{name}.",
                    asked_by=f"?{name}",
                    advice="set a session up with /__session/NAME/__setup?scenario=…&clock=…",
                )
            )


def _check_path_errors(head: RequestHead) -> None:
    fault = head.route.path_error
    if fault is not None:
        status = 400 if fault in _UNREADABLE else 404
        id_ = ProblemId.INVALID_REQUEST if fault in _UNREADABLE else ProblemId.UNKNOWN_PATH
        raise RequestRejected(status, id_, f"The path has {fault}.")
    if head.query_fault:
        message = f"{head.query_fault[:1].upper()}{head.query_fault[1:]}."
        raise RequestRejected(400, ProblemId.INVALID_REQUEST, message)


def _check_method(head: RequestHead) -> PreparedResponse | None:
    if not head.route.operations:
        raise RequestRejected(404, ProblemId.UNKNOWN_PATH, "There is nothing at this path.")
    if head.operation is not None:
        return None
    allow = allow_header(head)
    if head.method == "OPTIONS":
        return prepare_response(204, headers=(allow,))
    raise RequestRejected(
        405,
        ProblemId.METHOD_NOT_ALLOWED,
        f"The method {head.method[:40]} is not allowed here; allowed are {allow[1].decode()}.",
        headers=(allow,),
    )
