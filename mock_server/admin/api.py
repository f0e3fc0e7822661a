"""The admin API: judges a call by the admin document, has it answered, and words refusals.

It never answers with the headers that let every web page read the imitated APIs.
"""

from collections.abc import Mapping

from starlette.types import Receive, Scope, Send

from mock_server.admin.access import PREFLIGHT, Access
from mock_server.admin.calls import AdminCall, Preparation, Route
from mock_server.admin.controls import MockControl
from mock_server.admin.document import ADMIN_DOCS, ADMIN_PREFIX, admin_contract
from mock_server.admin.routes import (
    clock,
    faults,
    health,
    readings,
    requests,
    scenarios,
    sessions,
    verification,
)
from mock_server.http.cors import is_preflight
from mock_server.http.error_responses import error_response, validation_error_status
from mock_server.http.errors import RequestRejected, ToolProblem
from mock_server.http.problems import Problem, ProblemId
from mock_server.http.requests import RequestHead, read_head
from mock_server.http.responses import UNFRAMED, PreparedResponse, prepare_response
from mock_server.http.validation.bodies import read_valid_body
from mock_server.http.validation.heads import check_head
from mock_server.http.validation.limits import allow_header, check_limits
from openapi.contract import Location, Operation
from openapi.errors import did_you_mean
from openapi.parameters.serialization import parse_parameters
from openapi.routing import Router

MAX_BODY_BYTES = 64 * 1024

ROUTES: Mapping[str, Route] = {
    **clock.ROUTES,
    **faults.ROUTES,
    **health.ROUTES,
    **readings.ROUTES,
    **requests.ROUTES,
    **scenarios.ROUTES,
    **sessions.ROUTES,
    **verification.ROUTES,
}
"""Answers every operation of the document, by its id."""

BEFORE: Mapping[str, Preparation] = faults.BEFORE
"""What an operation needs that takes long, by its id: it is worked out off the event loop."""


ADMIN_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    *UNFRAMED,
)
"""On every answer of the admin side."""


class AdminApi:
    """Answers what is addressed to the admin side."""

    def __init__(self, controls: MockControl, access: Access) -> None:
        """Turn `controls` for whom `access` lets in."""
        self._controls = controls
        self._access = access
        self._router: Router | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        head = read_head(scope)
        try:
            answer = await self._answer(head, receive)
        except RequestRejected as refused:
            answer = error_response(refused, None, None)
        except ToolProblem as error:
            answer = error.problem.response().with_headers(error.headers)
        await answer.with_headers(self._access.headers(head)).send(send)

    async def _answer(self, head: RequestHead, receive: Receive) -> PreparedResponse:
        check_head(head)
        check_limits(head)
        if is_preflight(head) and self._access.origins:
            return prepare_response(204, headers=PREFLIGHT)
        self._access.authorize(head)
        if self._router is None:
            self._router = Router([admin_contract()])
        head = head._replace(route=self._router.find(head.path))
        operation = head.operation
        if operation is None:
            return _no_operation(head)
        parameters = parse_parameters(
            operation,
            path=head.route.path_values,
            query=_query(operation, head),
            headers=head.headers,
        )
        if parameters.violations:
            message = "; ".join(violation.message for violation in parameters.violations)
            text = f"{message[:1].upper()}{message[1:]}."
            raise RequestRejected(
                validation_error_status(operation), ProblemId.INVALID_REQUEST, text
            )
        body = await read_valid_body(operation, head, receive, max_bytes=MAX_BODY_BYTES)
        call = AdminCall(
            controls=self._controls,
            path=parameters.path,
            query=parameters.query,
            body={} if body is None else body,
        )
        before = BEFORE.get(operation.id)
        if before is not None:
            await before(call)
        return ROUTES[operation.id](call)


class AdminOff:
    """Stands where there is no admin side."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Tell how there would be one."""
        problem = Problem(
            id=ProblemId.ADMIN_DISABLED,
            status=404,
            detail="This mock server has no admin side.",
            advice="start it with --admin; without that option only a server that nobody but "
            "this machine can reach has one",
        )
        await problem.response().send(send)


def _query(operation: Operation, head: RequestHead) -> tuple[tuple[str, str], ...]:
    if head.query_error:
        message = f"{head.query_error[:1].upper()}{head.query_error[1:]}."
        raise RequestRejected(400, ProblemId.INVALID_REQUEST, message)
    known = [each.name for each in operation.parameters if each.location is Location.QUERY]
    for name, _ in head.query:
        # A misspelt session would mean everybody's.
        if name not in known:
            hint = did_you_mean(name, known) or "."
            allowed = f"Allowed: {', '.join(known)}." if known else "None is allowed here."
            message = f"There is no query parameter {name[:80]!r}{hint} {allowed}"
            raise RequestRejected(400, ProblemId.INVALID_REQUEST, message)
    return head.query


def _no_operation(head: RequestHead) -> PreparedResponse:
    if not head.route.operations:
        shown = head.path[:200].decode("ascii", "backslashreplace")
        paths = tuple(admin_contract().tree["paths"])
        # Its bare root is near to each of them, and means none.
        asked = "" if head.path.rstrip(b"/") == ADMIN_PREFIX else shown
        raise ToolProblem(
            Problem(
                id=ProblemId.UNKNOWN_PATH,
                status=404,
                detail=f"The admin side has no {shown!r}{did_you_mean(asked, paths)}",
                asked_for=asked,
                available=paths,
                advice=f"read about it, and try it out, at {ADMIN_DOCS}",
            )
        )
    allow = allow_header(head)
    if head.method == "OPTIONS":
        return prepare_response(204, headers=(allow,))
    raise ToolProblem(
        Problem(
            id=ProblemId.METHOD_NOT_ALLOWED,
            status=405,
            detail=f"{head.method[:40]} is not allowed here; allowed are {allow[1].decode()}.",
        ),
        headers=(allow,),
    )
