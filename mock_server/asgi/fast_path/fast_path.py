"""The fast path: answers requests without Connexion.

It runs the same steps as the slow path through Connexion (`request_steps`), but awaits nothing.
Requests with a body, a fault, a dynamic answer, a session command or one of the mock's own pages
are left to the slow path, before a step has changed any state. A property test proves that both
give the same bytes.
"""

import time
from collections.abc import Callable, Sequence
from math import inf
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.asgi.fast_path.response_bytes import ResponseBytes, serialize_response
from mock_server.asgi.fast_path.response_cache import CachedResponse
from mock_server.asgi.fast_path.simple_requests import has_mock_parameters
from mock_server.asgi.fast_path.value_checks import NO_CHECKS, ValueChecks
from mock_server.asgi.middleware.recording import MonotonicTimer
from mock_server.asgi.request_steps import (
    SETUP,
    RequestSteps,
    first_response,
    may_change_state,
    rejection,
    response_or_refusal,
)
from mock_server.clock import REAL, TimeSource, http_date
from mock_server.http.cors import without_cors_headers
from mock_server.http.preferences import SESSION_PREFIX
from mock_server.http.problems import RequestRejected
from mock_server.http.requests import MOCK_PREFIX, RequestHead, raw_path_of
from mock_server.http.responses import Headers, PreparedResponse
from mock_server.sessions.request_context import (
    Recorder,
    RequestContext,
    SentHead,
    has_context,
    open_context,
    unnamed_session,
)
from mock_server.sessions.sessions import Sessions
from openapi.routing import Route

_MICROSECOND = 1e-6
"""Scenarios round the time to microseconds."""

_BODY = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})


class FastResponse(NamedTuple):
    """A response of the fast path; a tuple, since one is made for each request."""

    status: int
    headers: Headers  # the headers before the date
    later_headers: Headers  # the headers after the date
    body: bytes  # empty for a HEAD
    seconds: float  # the time of the date header, in seconds since 1970
    context: RequestContext

    @property
    def is_cacheable(self) -> bool:
        """Whether an equal request gets an equal response, except for the date.

        This holds until the settings of the default session, the faults for all sessions, the
        clock or the documents change, or the response changes by itself.
        """
        return self.context.is_cacheable

    def with_date(self, *, keeps_alive: bool = True) -> bytes:
        """Return the response as bytes, with its date."""
        return self.serialized(keeps_alive=keeps_alive).at(self.seconds)

    def serialized(self, *, keeps_alive: bool = True) -> ResponseBytes:
        """Return the response as bytes."""
        return serialize_response(
            self.status, self.headers, self.later_headers, self.body, keeps_alive=keeps_alive
        )


class FastPath:
    """Answers what it can without awaiting, and passes other requests to the slow path."""

    def __init__(  # noqa: PLR0913 - everything that a response depends on, each by name
        self,
        app: ASGIApp,
        *,
        steps: RequestSteps,
        find: Callable[[bytes], Route],
        sessions: Sessions,
        recorders: Sequence[Recorder],
        headers: Callable[[RequestHead], Headers],
        ticker: TimeSource,
        stopwatch: MonotonicTimer = time.perf_counter,
    ) -> None:
        self._app = app
        self._steps = steps
        self._find = find
        self._sessions = sessions
        self._recorders = tuple(recorders)
        self._headers = headers
        self._ticker = ticker
        self._stopwatch = stopwatch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, by the slow path if necessary."""
        # A request that has a context was tried below ASGI already.
        is_new = scope["type"] == "http" and not has_context(scope)
        outcome = self.try_respond(scope) if is_new else None
        if outcome is None:
            await self._app(scope, receive, send)
            return
        start = {"status": outcome.status, "headers": outcome.context.headers}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": outcome.body})

    def try_respond(self, scope: Scope) -> FastResponse | None:
        """Return the response to an HTTP request and record it; None if it needs the slow path."""
        if self._sessions.faults or not _is_plain(scope):
            return None
        if self._sessions.is_shared and raw_path_of(scope).endswith(SETUP):
            return None  # other replicas have to agree first
        began, real = self._stopwatch(), self._ticker()
        return self._try_steps(open_context(scope, self._find, real), began)

    def try_respond_simple(self, head: RequestHead, scheme: str) -> FastResponse | None:
        """Return the response to a simple request and record it; None if it needs the slow path."""
        if self._sessions.faults or head.operation is None:
            return None
        began, real = self._stopwatch(), self._ticker()
        return self._try_steps(RequestContext(head, unnamed_session(real), scheme), began)

    def cached_response(
        self, outcome: FastResponse, checks: ValueChecks = NO_CHECKS
    ) -> CachedResponse:
        """Return what is cached of a response, with the time for which it is valid."""
        context = outcome.context
        repeats = [recorder.recorder_for_repeats(context) for recorder in self._recorders]
        until = inf if context.changes_at is None else context.changes_at - _MICROSECOND
        reply = outcome.serialized()
        return CachedResponse(
            reply, tuple(repeats), since=context.session.now, until=until, checks=checks
        )

    def record_repeat(self, response: CachedResponse, sent: SentHead | None = None) -> float | None:
        """Record a cached response that is sent again, if it is valid now.

        `sent` is the request, if it differs from the one of which it is the response. Return the
        time of its date header; None if the response may be another one now.
        """
        began, real = self._stopwatch(), self._ticker()
        clock = self._sessions.default.clock or self._sessions.clock
        now = real if clock is REAL else clock.time_at(real)
        if not response.since <= now < response.until:
            return None
        seconds = self._stopwatch() - began
        for record in response.repeats:
            record(real, now, seconds, sent)
        return now

    def _try_steps(self, context: RequestContext, began: float) -> FastResponse | None:
        try:
            response = self._run_steps(context)
        except Exception:  # noqa: BLE001 - the slow path raises it again and reports it
            return None
        return None if response is None else self._finish(context, response, began)

    def _run_steps(self, context: RequestContext) -> PreparedResponse | None:
        """Return the response of the steps; None if the request needs the slow path."""
        steps = self._steps
        response = response_or_refusal(steps.arrival, context)
        if response is not None:
            return response
        preferences = context.preferences
        has_body = context.operation.request_body is not None
        if has_body or preferences.fault is not None or context.session.session.faults:
            return None
        if self._sessions.is_shared and may_change_state(context):
            return None  # other replicas have to agree first
        try:
            response = first_response(steps.before_body, context)
            response = response or first_response(steps.after_body, context)
        except RequestRejected as error:
            response = rejection(context, error)
        if context.scenario_fault or context.deferred is not None:
            return None
        context.response = response = response or context.healthy_response
        return response_or_refusal(steps.finish, context) or response

    def _finish(
        self, context: RequestContext, response: PreparedResponse, began: float
    ) -> FastResponse:
        """Record the exchange and return its response."""
        head, now = context.head, context.session.now
        body = b"" if head.method == "HEAD" else response.body
        date = (b"date", http_date(now))
        later = self._headers(head)
        context.head = head.plain
        own = without_cors_headers(response.headers, later)
        context.status, context.headers = response.status, [*own, date, *later]
        context.answer, context.answer_size = body, len(body)
        context.end(self._stopwatch() - began, self._recorders)
        return FastResponse(response.status, own, later, body, now, context)


def _is_plain(scope: Scope) -> bool:
    """Whether a request has no body, no mock parameters, and no page of the mock as its path."""
    path, query = raw_path_of(scope), scope["query_string"]
    if path.startswith(MOCK_PREFIX) and not path.startswith(SESSION_PREFIX):
        return False
    if query and has_mock_parameters(query):
        return False
    return _BODY.isdisjoint([name for name, _ in scope["headers"]])
