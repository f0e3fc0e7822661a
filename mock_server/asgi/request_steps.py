"""The steps of a request, in order: the one list that every way of answering runs.

A step takes the context of a request and returns the response if the request ends there, or None
to go on. It notes in the context what later steps need, refuses in the API's words by raising
RequestRejected, reports what the tool itself cannot do by raising ToolProblem, and awaits nothing.

To add a step, write it and put it into the list in `RequestSteps.__init__`. The way through
Connexion, the fast path and the responses below ASGI all run that list. What must be awaited lies
between its parts: reading the body, searching a fault, sending.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress

from mock_server.answers.selection import ResponseSelector
from mock_server.asgi.pages.tool_pages import PREFIX, ToolPages, refuse_mock_parameters
from mock_server.asgi.session_commands import Gate, carry_out_commands
from mock_server.http.cors import Cors
from mock_server.http.error_responses import error_response
from mock_server.http.errors import RequestRejected, ToolProblem
from mock_server.http.preferences import SESSION_HEADER, SESSION_PREFIX, read_preferences
from mock_server.http.responses import PreparedResponse, not_modified_or, prepare_response
from mock_server.http.validation.credentials import check_credentials
from mock_server.http.validation.heads import check_head
from mock_server.http.validation.limits import check_limits
from mock_server.http.validation.parameters import read_valid_parameters
from mock_server.http.validation.paths import answer_other_method, check_path, check_target
from mock_server.http.validation.preferences import validate_preferences
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.request_sessions import (
    DEFAULT_REFERENCE,
    SessionContext,
    SessionReference,
    look_in,
    open_session,
    parse_session_reference,
)
from mock_server.sessions.sessions import DEFAULT, Sessions
from openapi.routing import Router

Step = Callable[[RequestContext], PreparedResponse | None]
SetUp = Callable[[RequestContext], PreparedResponse]

SETUP = b"/__setup"
"""Where a session is set up (`session_setup`)."""


class RequestSteps:
    """The list of steps, in four parts.

    Attributes:
        arrival: Up to the operation; what is refused here is never replaced by a fault.
        before_body: What is checked of a request before its body is read.
        after_body: Up to the selected response.
        finish: What is made of the selected response where no fault replaces it.
    """

    def __init__(  # noqa: PLR0913 - everything that the steps need, each by name
        self,
        *,
        router: Router,
        cors: Cors,
        pages: ToolPages,
        set_up: SetUp,
        operation_list: tuple[str, ...],
        sessions: Sessions,
        selector: ResponseSelector,
        token: str | None = None,
        gate: Gate | None = None,
    ) -> None:
        """List the steps.

        Args:
            router: Finds the operation of a path.
            cors: Answers preflights.
            pages: The tool's own pages.
            set_up: Sets a session up, at `/__setup`.
            operation_list: What can be asked for, as `GET /path`.
            sessions: Each client's choices.
            selector: Selects the response where nothing goes wrong.
            token: What requests must carry where an operation asks for it; None asks for nothing.
            gate: Checks who may change what all clients share; None where no client may.
        """
        self._router, self._cors, self._pages, self._set_up = router, cors, pages, set_up
        self._operation_list, self._sessions, self._selector = operation_list, sessions, selector
        self._token, self._gate = token, gate
        self.arrival: tuple[Step, ...] = (
            self._answer_preflight,
            lambda context: check_head(context.head),
            lambda context: check_limits(context.head),
            _answer_for_server,
            self._open_session,
            self._answer_from_tool,
            lambda context: check_target(context.head),
            self._check_path,
            _find_operation,
            _read_preferences,
            self._check_credentials,
            self._carry_out_commands,
        )
        self.before_body: tuple[Step, ...] = (_read_parameters,)
        self.after_body: tuple[Step, ...] = (_check_preferences, self._select_response)
        self.finish: tuple[Step, ...] = (_answer_not_modified,)

    def _answer_preflight(self, context: RequestContext) -> PreparedResponse | None:
        """Let a browser go ahead, whatever it is about to ask; nothing changes by that."""
        if not self._cors.is_preflight(context.head):
            return None
        # What cannot be a session's name is reported to the request itself, where a page can read.
        with suppress(ToolProblem):
            self._enter_session(context, look_in)
        return self._cors.preflight(context.head)

    def _open_session(self, context: RequestContext) -> None:
        self._enter_session(context, open_session)

    def _enter_session(
        self,
        context: RequestContext,
        enter: Callable[[Sessions, SessionReference, float], SessionContext],
    ) -> None:
        head, reference = context.head, DEFAULT_REFERENCE
        is_named = SESSION_HEADER in head.header_names or head.path.startswith(SESSION_PREFIX)
        # Most requests name no session, and this is asked of each.
        if is_named or head.query:
            named = head.header_values(SESSION_HEADER)
            reference = parse_session_reference(head.path, head.query, named)
        if reference.prefix:
            route = self._router.find(reference.path)
            context.head = head._replace(path=reference.path, route=route)
        context.session = enter(self._sessions, reference, context.real)
        context.is_constant = reference.name == DEFAULT

    def _answer_from_tool(self, context: RequestContext) -> PreparedResponse | None:
        head = context.head
        if not head.path.startswith(PREFIX):
            return None
        if head.path == SETUP:
            return self._set_up(context)
        refuse_mock_parameters(head.query)
        return self._pages.respond(head.method, head.path)

    def _check_path(self, context: RequestContext) -> None:
        check_path(context.head, self._operation_list)

    def _check_credentials(self, context: RequestContext) -> None:
        if self._token is not None:
            check_credentials(context.head, self._token)

    def _carry_out_commands(self, context: RequestContext) -> None:
        carry_out_commands(context, self._sessions, self._gate)

    def _select_response(self, context: RequestContext) -> None:
        context.response = self._selector.select(context)


def _answer_for_server(context: RequestContext) -> PreparedResponse | None:
    """Answer `OPTIONS *`, which only asks whether the server is there (RFC 9110, 9.3.7)."""
    is_for_server = context.head.path == b"*" and context.head.method == "OPTIONS"
    return prepare_response(204) if is_for_server else None


def _find_operation(context: RequestContext) -> PreparedResponse | None:
    operation = context.head.operation
    if operation is None:
        return answer_other_method(context.head)
    context.operation = operation
    return None


def _read_preferences(context: RequestContext) -> None:
    head = context.head
    if head.query or "prefer" in head.header_names:
        context.preferences = read_preferences(head.query, head.header_values("prefer"))


def _read_parameters(context: RequestContext) -> None:
    context.parameters = read_valid_parameters(context.operation, context.head)


def _check_preferences(context: RequestContext) -> None:
    validate_preferences(context.operation, context.head.query)


def _answer_not_modified(context: RequestContext) -> PreparedResponse:
    return not_modified_or(context.healthy_response, context.head.joined_header("if-none-match"))


def first_response(steps: Iterable[Step], context: RequestContext) -> PreparedResponse | None:
    """Return the response of the first step that has one; None where all let the request go on.

    Raises:
        RequestRejected: A step refuses the request.
        ToolProblem: A step cannot do what the request asks of the mock.
    """
    for step in steps:
        response = step(context)
        if response is not None:
            return response
    return None


def rejection(context: RequestContext, error: RequestRejected | ToolProblem) -> PreparedResponse:
    """Return the response to a request that a step has refused, and note why it was."""
    if isinstance(error, ToolProblem):
        context.refusal = error.problem.detail
        return error.problem.response().with_headers(error.headers)
    context.refusal = error.message
    head = context.head
    return error_response(error, head.route.contract, head.operation).sandboxed()
