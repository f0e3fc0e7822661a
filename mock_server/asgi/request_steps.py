"""The steps of a request, in order: one list for every way of answering.

A step takes the context of a request and returns the response, or None to continue. It adds to the
context what later steps need, raises RequestRejected if the API rejects the request, raises
ToolProblem if the mock cannot do what the request asks, and awaits nothing.

To add a step, write it and add it to the list in `RequestSteps.__init__`. The way through
Connexion, the fast path and the responses below ASGI all run that list. Awaiting is done between
its parts: reading the body, searching a fault, a long computation, sending.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from mock_server.answers.selection import ResponseSelector
from mock_server.asgi.session_setup import Gate, apply_commands
from mock_server.asgi.tool_pages.front_page import is_browser_at_root, redirect_to_console
from mock_server.http.cors import Cors
from mock_server.http.negotiation import negotiate
from mock_server.http.preferences import NO_PREFERENCES, SESSION_HEADER, read_preferences
from mock_server.http.problems import RequestRejected, ToolProblem
from mock_server.http.requests import MOCK_PREFIX
from mock_server.http.responses import PreparedResponse, not_modified_or, prepare_response
from mock_server.http.validation.credentials import check_credentials
from mock_server.http.validation.heads import check_head, check_limits
from mock_server.http.validation.ignored import ignored_preferences, undocumented_parameters
from mock_server.http.validation.parameters import read_valid_parameters
from mock_server.http.validation.paths import (
    answer_browser,
    answer_other_method,
    check_path,
    check_target,
    is_of_browser,
)
from mock_server.http.validation.preferences import validate_preferences
from mock_server.sessions.computation import computed, when_computed
from mock_server.sessions.issued_tokens import IssuedTokens
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.request_sessions import (
    DEFAULT_REFERENCE,
    SessionContext,
    SessionReference,
    open_session,
    parse_session_reference,
    peek_session,
)
from mock_server.sessions.sessions import DEFAULT, Sessions
from openapi.routing import Route, Router

if TYPE_CHECKING:
    from mock_server.asgi.tool_pages.tool_pages import ToolPages

Step = Callable[[RequestContext], PreparedResponse | None]
SetUp = Callable[[RequestContext], PreparedResponse]

_READING = frozenset({"GET", "HEAD"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

SETUP = b"/__setup"  # the path that sets up a session (`session_setup`)


class RequestSteps:
    """The list of steps, in four parts.

    Attributes:
        arrival: Up to the operation; faults never replace an error response of these.
        before_body: Checks before the body is read.
        after_body: Up to the selected response.
        finish: Changes of the selected response, unless a fault replaces it.
    """

    def __init__(  # noqa: PLR0913 - everything that the steps need, each by name
        self,
        *,
        router: Router,
        cors: Cors,
        pages: Callable[[], "ToolPages"],
        set_up: SetUp,
        operation_list: tuple[str, ...],
        sessions: Sessions,
        selector: ResponseSelector,
        token: str | None = None,
        issued_tokens: IssuedTokens | None = None,
        gate: Gate | None = None,
        has_console: bool = False,
    ) -> None:
        """List the steps.

        Without a `token` no request needs one, without `issued_tokens` any is accepted; without a
        `gate` no client may change shared state.
        With a console, a browser is sent there from `/`, unless that is an operation.
        """
        self._router, self._cors, self._pages, self._set_up = router, cors, pages, set_up
        self._operation_list, self._sessions, self._selector = operation_list, sessions, selector
        self._token, self._gate, self._has_console = token, gate, has_console
        self._issued_tokens = issued_tokens
        self._routing: tuple[Step, ...] = (self._check_path, _find_operation)
        self.arrival: tuple[Step, ...] = (
            self._answer_preflight,
            lambda context: check_head(context.head),
            lambda context: check_limits(context.head),
            _answer_for_server,
            self._open_session,
            self._answer_from_tool,
            lambda context: check_target(context.head),
            *self._routing,
            _read_preferences,
            self._check_credentials,
            self._apply_commands,
        )
        self.before_body: tuple[Step, ...] = (_read_parameters,)
        self.after_body: tuple[Step, ...] = (_check_preferences, self._select_response)
        self.finish: tuple[Step, ...] = (_answer_not_modified,)

    @property
    def before_play(self) -> tuple[Step, ...]:
        """The part of `arrival` for a recorded answer too, which needs no operation."""
        return tuple(step for step in self.arrival if step not in self._routing)

    @property
    def after_play(self) -> tuple[Step, ...]:
        """The rest of `arrival`, for a request that the recording does not have."""
        return tuple(step for step in self.arrival if step in self._routing)

    def _answer_preflight(self, context: RequestContext) -> PreparedResponse | None:
        """Allow every preflight; it changes no state."""
        if not self._cors.is_preflight(context.head):
            return None
        # An invalid session name is reported by the request that follows, which a page can read.
        with suppress(ToolProblem):
            self._enter_session(context, peek_session)
        return self._cors.preflight(context.head)

    def _open_session(self, context: RequestContext) -> None:
        self._enter_session(context, open_session)

    def _enter_session(
        self,
        context: RequestContext,
        enter: Callable[[Sessions, SessionReference, float], SessionContext],
    ) -> None:
        head, reference = context.head, DEFAULT_REFERENCE
        # Skips the parsing for most requests, which name no session.
        if head.query or SESSION_HEADER in head.lines or head.is_for_mock:
            named = head.header_values(SESSION_HEADER)
            reference = parse_session_reference(head.path, head.query, named)
            if reference.prefix:
                context.head = head.at(reference.path, self._router.find(reference.path))
        context.session = enter(self._sessions, reference, context.real)
        context.is_cacheable = reference.name == DEFAULT

    def _answer_from_tool(self, context: RequestContext) -> PreparedResponse | None:
        head = context.head
        if not head.is_for_mock or _is_documented(head.route):
            return None
        if head.path == SETUP:
            return self._set_up(context)
        page = self._pages().respond(head.method, head.path, head.query)
        self._sessions.create(context.session.session)
        return page

    def _check_path(self, context: RequestContext) -> PreparedResponse | None:
        head = context.head
        if head.route.operations:
            return None
        if self._has_console and is_browser_at_root(head):
            return redirect_to_console(context.session)
        if is_of_browser(head):
            return answer_browser(head)
        check_path(head, self._operation_list, self._router.find, self._router.base_paths)
        return None

    def _check_credentials(self, context: RequestContext) -> None:
        if self._token is None:
            return
        tokens = self._issued_tokens
        if tokens is None:
            check_credentials(context.head, self._token, accepts_any=True)
        else:
            is_issued = partial(tokens.is_issued, context.session.name)
            check_credentials(context.head, self._token, is_issued=is_issued)

    def _apply_commands(self, context: RequestContext) -> None:
        apply_commands(context, self._sessions, self._gate)

    def _select_response(self, context: RequestContext) -> None:
        context.response = self._selector.select(context)


def _is_documented(route: Route) -> bool:
    """Whether a document has a path of the tool's; a template such as `/{name}` is none."""
    operation = next(iter(route.operations.values()), None)
    if operation is None or route.contract is None:
        return False
    return route.contract.path_of(operation).startswith(MOCK_PREFIX.decode())


def _answer_for_server(context: RequestContext) -> PreparedResponse | None:
    """Answer `OPTIONS *`, which is about the server as a whole (RFC 9110, 9.3.7)."""
    return prepare_response(204) if context.head.is_for_server else None


def _find_operation(context: RequestContext) -> PreparedResponse | None:
    operation = context.head.operation
    if operation is None:
        return answer_other_method(context.head)
    context.operation = operation
    return None


def _read_preferences(context: RequestContext) -> None:
    head = context.head
    if head.query or "prefer" in head.lines:
        lines = head.header_values("prefer")
        context.preferences = read_preferences(head.query, lines)
        if lines and head.operation is not None:
            context.notes = (*context.notes, *ignored_preferences(head.operation, lines))


def _read_parameters(context: RequestContext) -> None:
    context.parameters = read_valid_parameters(context.operation, context.head)


def _check_preferences(context: RequestContext) -> None:
    operation, head = context.operation, context.head
    if head.query:
        validate_preferences(operation, head.query)
        context.notes = (*context.notes, *undocumented_parameters(operation, head))


def _answer_not_modified(context: RequestContext) -> PreparedResponse:
    # In a request that changes something, the header asks for more than a 304 (RFC 9110, 13.1.2).
    known = context.head.joined_header("if-none-match") if context.head.method in _READING else ""
    return not_modified_or(context.healthy_response, known)


def may_change_state(context: RequestContext) -> bool:
    """Whether a request may change what its session has chosen, or records."""
    return context.head.method not in _SAFE or context.preferences != NO_PREFERENCES


def first_response(steps: Iterable[Step], context: RequestContext) -> PreparedResponse | None:
    """Return the response of the first step that has one, or None.

    Raises:
        RequestRejected: The API rejects the request.
        ToolProblem: The mock cannot do what the request asks.
    """
    for step in steps:
        response = step(context)
        if response is not None:
            return response
    return None


def response_or_refusal(steps: Iterable[Step], context: RequestContext) -> PreparedResponse | None:
    """Return the response of the first step that has one or refuses the request, or None."""
    try:
        return first_response(steps, context)
    except (RequestRejected, ToolProblem) as error:
        return rejection(context, error)


def rejection(context: RequestContext, error: RequestRejected | ToolProblem) -> PreparedResponse:
    """Return the response to a refused request, and add the reason to its context.

    Raises:
        UnfinishedError: The response takes long to compute.
    """
    if isinstance(error, ToolProblem):
        context.refusal = error.detail
        return error.response().with_notes(context.notes)
    head, operation = context.head, context.head.operation
    chosen = "" if operation is None else context.preferences.chosen_example(error.status)
    if operation is not None and chosen and context.preferences.code is not None:
        try:
            negotiate(operation, context.preferences, "")
        except ToolProblem as problem:
            return rejection(context, problem)
    context.refusal = error.message
    # Imported when it is needed: the first requests are rarely refused.
    from mock_server.http.error_responses import error_response  # noqa: PLC0415

    respond = partial(error_response, error, head.route.contract, operation, example=chosen)
    response = computed(context, f"error {error.status} {chosen}", respond)
    return response.with_notes(context.notes).sandboxed()


async def rejected(
    context: RequestContext, error: RequestRejected | ToolProblem
) -> PreparedResponse:
    """Return the response to a refused request, as `rejection` does, once it is computed."""

    async def respond() -> PreparedResponse:
        return rejection(context, error)

    return await when_computed(context, respond)
