"""The ASGI application of the admin API: validates calls by its document, and routes them.

Its responses never have the CORS headers of the imitated APIs, which every web page may read.
"""

from collections.abc import Awaitable, Mapping
from functools import partial

from starlette.types import Receive, Scope, Send

from mock_server.admin.access import PREFLIGHT, Access
from mock_server.admin.calls import AdminCall, Preparation, Route, indented_response
from mock_server.admin.controls import MockControl
from mock_server.admin.document import ADMIN_DOCS, ADMIN_PREFIX, admin_contract
from mock_server.admin.replaying import Replay
from mock_server.admin.routes import (
    events,
    faults,
    health,
    operations,
    readings,
    requests,
    scenarios,
    sessions,
    timeline,
)
from mock_server.admin.sharing import inform_others, read_others
from mock_server.http.cors import is_preflight
from mock_server.http.error_responses import error_response
from mock_server.http.problems import ProblemId, RequestRejected, ToolProblem
from mock_server.http.requests import RequestHead, read_head
from mock_server.http.responses import UNFRAMED, PreparedResponse, prepare_response
from mock_server.http.validation.bodies import read_valid_body
from mock_server.http.validation.heads import allow_header, check_head, check_limits
from mock_server.http.validation.parameters import read_valid_parameters
from mock_server.http.validation.paths import check_query
from mock_server.sessions.records import MAX_RECORD_BYTES
from openapi.contract import Location, Operation
from openapi.errors import did_you_mean
from openapi.routing import Router

MAX_BODY_BYTES = 64 * 1024

LOADS_RECORDS = "loadRecords"  # its bodies may be as long as the records of a session

MAX_LOADED_BYTES = MAX_RECORD_BYTES

ROUTES: Mapping[str, Route] = {
    **events.ROUTES,
    **faults.ROUTES,
    **health.ROUTES,
    **operations.ROUTES,
    **readings.ROUTES,
    **requests.ROUTES,
    **scenarios.ROUTES,
    **sessions.ROUTES,
    **timeline.ROUTES,
}
"""The handler of each operation of the document, by its id."""

BEFORE: Mapping[str, Preparation] = {
    **faults.BEFORE,
    **operations.BEFORE,
    **readings.BEFORE,
    **sessions.BEFORE,
    **timeline.BEFORE,
}
"""Long computations that an operation needs first, by its id; they run off the event loop."""


ADMIN_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    *UNFRAMED,
)
"""Headers of every response of the admin API."""


class AdminApi:
    """Answers calls to the admin API."""

    def __init__(
        self, controls: MockControl, access: Access, *, replay: Replay | None = None
    ) -> None:
        """Serve the admin API with `controls`, restricted by `access`.

        `replay` sends requests through the mock again; without it, no request can be replayed.
        """
        self._controls = controls
        self._replay = replay
        self._access = access
        self._router: Router | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        head = read_head(scope)
        try:
            response = await self._answer(head, scope, receive)
        except RequestRejected as error:
            response = indented_response(error_response(error, None, None))
        except ToolProblem as error:
            response = indented_response(error.response())
        await response.with_headers(self._access.headers(head)).send(send)

    async def _answer(self, head: RequestHead, scope: Scope, receive: Receive) -> PreparedResponse:
        check_head(head)
        check_limits(head)
        if is_preflight(head) and self._access.origins:
            return prepare_response(204, headers=PREFLIGHT)
        self._access.authorize(head)
        if self._router is None:
            self._router = Router([admin_contract()])
        head = head.at(head.path, self._router.find(head.path))
        operation = head.operation
        if operation is None:
            return _no_operation(head)
        _check_query(operation, head)
        parameters = read_valid_parameters(operation, head)
        longest = MAX_LOADED_BYTES if operation.id == LOADS_RECORDS else MAX_BODY_BYTES
        body = await read_valid_body(operation, head, receive, max_bytes=longest, max_kept=longest)
        call = AdminCall(
            controls=self._controls,
            path=parameters.path,
            query=parameters.query,
            header=parameters.header,
            body={} if body is None else body,
            replay=self._replay,
            scope=scope,
            receive=receive,
        )
        before = BEFORE.get(operation.id)
        if before is not None:
            await before(call)
        await read_others(call, operation.id)
        answer, link = partial(ROUTES[operation.id], call), self._controls.state.link
        # A change is answered once other replicas will see it; see `replication.link`.
        is_change = link is not None and head.method not in ("GET", "HEAD")
        response = await link.transact(answer) if link and is_change else answer()
        found = await response if isinstance(response, Awaitable) else response
        await inform_others(call, operation.id)
        return found


class AdminOff:
    """Answers every call with the problem that the admin API is switched off."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Explain how to switch the admin API on."""
        problem = ToolProblem(
            404,
            ProblemId.ADMIN_DISABLED,
            "The admin API of this mock server is switched off.",
            advice="start the server with --admin; by default only a server that listens on the "
            "loopback has an admin API",
        )
        await indented_response(problem.response()).send(send)


def _check_query(operation: Operation, head: RequestHead) -> None:
    check_query(head)
    known = [each.name for each in operation.parameters if each.location is Location.QUERY]
    for name, _ in head.query:
        # A misspelt `session` would otherwise select all sessions.
        if name not in known:
            hint = did_you_mean(name, known) or "."
            allowed = f"Allowed: {', '.join(known)}." if known else "Allowed: none."
            message = f"There is no query parameter {name[:80]!r}{hint} {allowed}"
            raise RequestRejected(400, ProblemId.INVALID_REQUEST, message)


def _no_operation(head: RequestHead) -> PreparedResponse:
    if not head.route.operations:
        shown = head.path[:200].decode("ascii", "backslashreplace")
        paths = tuple(admin_contract().tree["paths"])
        # The bare root is similar to every path, so none is suggested.
        asked = "" if head.path.rstrip(b"/") == ADMIN_PREFIX else shown
        raise ToolProblem(
            404,
            ProblemId.UNKNOWN_PATH,
            f"The admin API has no path {shown!r}{did_you_mean(asked, paths)}",
            asked_for=asked,
            available=paths,
            advice=f"see {ADMIN_DOCS} for its documentation",
        )
    allow = allow_header(head)
    if head.method == "OPTIONS":
        return prepare_response(204, headers=(allow,))
    raise ToolProblem(
        405,
        ProblemId.METHOD_NOT_ALLOWED,
        f"{head.method[:40]} is not allowed here; allowed are {allow[1].decode()}.",
        headers=(allow,),
    )
