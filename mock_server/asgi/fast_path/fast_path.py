"""The fast path: a short way round Connexion for what needs nothing of it.

It runs the same steps as the long way (`request_steps`), awaits nothing, and gives up every request
that has to wait before anything has happened that must not happen twice: bodies, faults, commands
to a session, pages of the tool. A property test holds the two ways equal, byte for byte.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.asgi.fast_path.simple_requests import has_mock_parameters
from mock_server.asgi.middleware.recording import MonotonicTimer
from mock_server.asgi.request_steps import RequestSteps, first_response, rejection
from mock_server.clock import TimeSource, http_date
from mock_server.http.cors import without_cors_headers
from mock_server.http.errors import Headers, RequestRejected, ToolProblem
from mock_server.http.preferences import SESSION_PREFIX
from mock_server.http.requests import RequestHead, raw_path_of
from mock_server.http.responses import PreparedResponse
from mock_server.sessions.request_context import (
    Recorder,
    RepeatRecorder,
    RequestContext,
    has_context,
    open_context,
    unnamed_session,
)
from mock_server.sessions.sessions import Sessions
from openapi.routing import Route

_BODY = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
_TOOL = b"/__"


class FastResponse(NamedTuple):
    """What the fast path says to a request; a tuple, as one is made for each.

    Attributes:
        status: HTTP status.
        headers: Of the answer.
        later_headers: Those that follow behind the date.
        body: Empty for a HEAD.
        seconds: What the date says, in seconds since 1970.
        context: The request and what was found out about it.
    """

    status: int
    headers: Headers
    later_headers: Headers
    body: bytes
    seconds: float
    context: RequestContext

    @property
    def is_constant(self) -> bool:
        """Whether the very same request gets the very same response, the date aside.

        It does until the choices of the default session, the faults for all sessions, the clock or
        the documents change.
        """
        return self.context.is_constant


class NotEligible(Exception):
    """The long way is to be taken."""


class FastPath:
    """Answers at once what it can, and has everything else answered the long way."""

    def __init__(  # noqa: PLR0913 - everything that a response depends on, each by name
        self,
        app: ASGIApp,
        *,
        steps: RequestSteps,
        find: Callable[[bytes], Route],
        sessions: Sessions,
        recorders: Sequence[Recorder],
        headers: Callable[[Headers], Headers],
        ticker: TimeSource,
        stopwatch: MonotonicTimer = time.perf_counter,
    ) -> None:
        """Wrap `app`.

        Args:
            app: The long way.
            steps: The steps of a request.
            find: Finds the route of a path.
            sessions: Each client's choices.
            recorders: Record each exchange once it has ended.
            headers: From the headers of a request to those that go on its response.
            ticker: Real time.
            stopwatch: Measures how long a response takes.
        """
        self._app = app
        self._steps = steps
        self._find = find
        self._sessions = sessions
        self._recorders = tuple(recorders)
        self._headers = headers
        self._ticker = ticker
        self._stopwatch = stopwatch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once, or have the request answered."""
        # A request that has a context was tried below ASGI, and is to take the long way.
        is_new = scope["type"] == "http" and not has_context(scope)
        outcome = self.try_respond(scope) if is_new else None
        if outcome is None:
            await self._app(scope, receive, send)
            return
        start = {"status": outcome.status, "headers": outcome.context.headers}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": outcome.body})

    def try_respond(self, scope: Scope) -> FastResponse | None:
        """Return the response to a request, recorded; None where the long way is to be taken.

        Args:
            scope: An HTTP request.
        """
        if self._sessions.faults or not _is_plain(scope):
            return None
        began, real = self._stopwatch(), self._ticker()
        return self._try_steps(open_context(scope, self._find, real), began)

    def try_respond_simple(self, head: RequestHead, scheme: str) -> FastResponse | None:
        """Return the response to a simple request, recorded; None for the long way.

        Args:
            head: The request.
            scheme: Of its connection, `http` or `https`.
        """
        if self._sessions.faults or head.operation is None:
            return None
        began, real = self._stopwatch(), self._ticker()
        return self._try_steps(RequestContext(head, unnamed_session(real), scheme), began)

    def repeat_recorders(self, outcome: FastResponse) -> tuple[RepeatRecorder, ...]:
        """Return what takes down a constant outcome whenever it happens again."""
        return tuple(recorder.recorder_for_repeats(outcome.context) for recorder in self._recorders)

    def record_repeat(self, repeats: Iterable[RepeatRecorder]) -> float:
        """Take down an exchange that happens again; return what its date says."""
        began, real = self._stopwatch(), self._ticker()
        now = self._sessions.now(self._sessions.default, real)
        seconds = self._stopwatch() - began
        for take_down in repeats:
            take_down(real, now, seconds)
        return now

    def _try_steps(self, context: RequestContext, began: float) -> FastResponse | None:
        try:
            response = self._run_steps(context)
        except Exception:  # noqa: BLE001 - what is wrong here is wrong on the long way, and said there
            return None
        return self._finish(context, response, began)

    def _run_steps(self, context: RequestContext) -> PreparedResponse:
        """Return the response of the steps, where nothing has to be awaited between them.

        Raises:
            NotEligible: The request has to wait for its body or for a fault.
            ToolProblem: An operation cannot do what the request asks of the mock.
        """
        try:
            response = first_response(self._steps.arrival, context)
        except (RequestRejected, ToolProblem) as error:
            return rejection(context, error)
        if response is not None:
            return response
        try:
            return self._run_operation_steps(context)
        except RequestRejected as refused:
            return rejection(context, refused)

    def _run_operation_steps(self, context: RequestContext) -> PreparedResponse:
        steps, preferences = self._steps, context.preferences
        has_body = context.operation.request_body is not None
        if has_body or preferences.fault is not None or context.session.session.faults:
            raise NotEligible
        response = first_response(steps.before_body, context)
        response = response or first_response(steps.after_body, context)
        if context.scenario_fault:
            raise NotEligible
        context.response = response = response or context.healthy_response
        return first_response(steps.finish, context) or response

    def _finish(
        self, context: RequestContext, response: PreparedResponse, began: float
    ) -> FastResponse:
        """Have an exchange recorded that ends with `response`."""
        head, now = context.head, context.session.now
        body = b"" if head.method == "HEAD" else response.body
        date = (b"date", http_date(now))
        later = self._headers(head.raw_headers)
        own = without_cors_headers(response.headers, later)
        context.status, context.headers = response.status, [*own, date, *later]
        context.answer, context.answer_size = body, len(body)
        context.seconds = self._stopwatch() - began
        for recorder in self._recorders:
            recorder.record(context)
        return FastResponse(response.status, own, later, body, now, context)


def _is_plain(scope: Scope) -> bool:
    """Whether a request asks for nothing that happens only once."""
    path, query = raw_path_of(scope), scope["query_string"]
    if path.startswith(_TOOL) and not path.startswith(SESSION_PREFIX):
        return False
    if query and has_mock_parameters(query):
        return False
    return _BODY.isdisjoint([name for name, _ in scope["headers"]])
