"""The fast path: a short way round Connexion for what needs nothing of it.

It is no second opinion. It takes the same steps as the long way, by calling the same functions in
the same order, but without awaiting anything, and it lets go of every request that it is not sure
of before anything has happened that could not happen twice: bodies, faults, commands to a session,
pages of the tool. A property test holds the two ways equal, byte for byte.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.answers.selection import ResponseQuery, ResponseSelector
from mock_server.asgi.fast_path.simple_requests import has_mock_parameters
from mock_server.asgi.middleware.authentication import authenticate
from mock_server.asgi.middleware.gateway import Gateway, error_response_for
from mock_server.asgi.middleware.recording import MonotonicTimer
from mock_server.clock import TimeSource, http_date
from mock_server.http.cors import without_written
from mock_server.http.errors import Headers, RequestRejected
from mock_server.http.preferences import (
    NO_PREFERENCES,
    SESSION_PREFIX,
    Preferences,
    read_preferences,
)
from mock_server.http.requests import RequestHead, raw_path_of
from mock_server.http.responses import PreparedResponse, not_modified_or
from mock_server.http.validation.parameters import read_valid_parameters
from mock_server.journal.observed_exchange import ObservedExchange, Recorder, RepeatRecorder
from mock_server.sessions.request_sessions import DEFAULT_REFERENCE, open_session
from mock_server.sessions.sessions import DEFAULT, Sessions
from openapi.contract import Operation

_BODY = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
_TOOL = b"/__"

T = TypeVar("T")


class FastResponse(NamedTuple):
    """What the fast path says to a request; a tuple, as one is made for each.

    Attributes:
        status: HTTP status.
        headers: Of the answer.
        later_headers: Those that follow behind the date.
        body: Empty for a HEAD.
        seconds: What the date says, in seconds since 1970.
        is_constant: Whether the very same request gets the very same answer, the date aside, for
            as long as the choices of the default session, what is armed for everybody, the clock
            and what is served stay as they are.
        seen: What was found out.
    """

    status: int
    headers: Headers
    later_headers: Headers
    body: bytes
    seconds: float
    is_constant: bool
    seen: ObservedExchange


class NotEligible(Exception):
    """The long way is to be taken."""


class FastPath:
    """Answers at once what it can, and has everything else answered the long way."""

    def __init__(  # noqa: PLR0913 - everything that an answer depends on, each by name
        self,
        app: ASGIApp,
        *,
        door: Gateway,
        answers: ResponseSelector,
        sessions: Sessions,
        recorders: Sequence[Recorder],
        headers: Callable[[Headers], Headers],
        ticker: TimeSource,
        token: str | None = None,
        stopwatch: MonotonicTimer = time.perf_counter,
    ) -> None:
        """Stand before `app`.

        Args:
            app: The long way.
            door: Lets in what an operation can answer.
            answers: What operations answer where nothing goes wrong.
            sessions: Each client's choices.
            recorders: Are told of each exchange once it has ended.
            headers: From the headers of a request to those that go on its answer.
            ticker: Real time.
            token: What requests must carry where an operation asks for it; None asks for nothing.
            stopwatch: How long things take.
        """
        self._app = app
        self._door = door
        self._answers = answers
        self._sessions = sessions
        self._recorders = tuple(recorders)
        self._headers = headers
        self._ticker = ticker
        self._token = token
        self._stopwatch = stopwatch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once, or have the request answered."""
        outcome = self.try_respond(scope) if scope["type"] == "http" else None
        if outcome is None:
            await self._app(scope, receive, send)
            return
        start = {"status": outcome.status, "headers": outcome.seen.headers}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": outcome.body})

    def try_respond(self, scope: Scope) -> FastResponse | None:
        """Return what a request gets, recorded; None where the long way is to be taken.

        Args:
            scope: An HTTP request; what is found out goes along with it.
        """
        if self._sessions.faults or not _is_plain(scope):
            return None
        began = self._stopwatch()
        seen = ObservedExchange(self._ticker())
        try:
            response, is_constant = self._response(scope, seen)
            _require(seen.visit)
        except Exception:  # noqa: BLE001 - what is wrong here is wrong on the long way, and told there
            return None
        return self._finish(seen, response, began, is_constant=is_constant)

    def try_respond_simple(self, head: RequestHead, scheme: str) -> FastResponse | None:
        """Return what a plain request gets, recorded; None where the long way is to be taken.

        It belongs to the default session and asks nothing of the mock, so that the front door has
        nothing to say to it but whether it leads to an operation.

        Args:
            head: The request.
            scheme: Of its connection, `http` or `https`.
        """
        sessions, operation = self._sessions, head.operation
        if operation is None or sessions.faults:
            return None
        began = self._stopwatch()
        real = self._ticker()
        visit = open_session(sessions, DEFAULT_REFERENCE, real)
        seen = ObservedExchange(real, head, visit)
        try:
            response, is_constant = self._respond(seen, operation, NO_PREFERENCES, scheme)
        except Exception:  # noqa: BLE001 - as above
            return None
        return self._finish(seen, response, began, is_constant=is_constant)

    def repeat_recorders(self, outcome: FastResponse) -> tuple[RepeatRecorder, ...]:
        """Return what takes down a constant outcome whenever it happens again."""
        return tuple(recorder.recorder_for_repeats(outcome.seen) for recorder in self._recorders)

    def record_repeat(self, repeats: Iterable[RepeatRecorder]) -> float:
        """Take down an exchange that happens again; return what its date says."""
        began, real = self._stopwatch(), self._ticker()
        now = self._sessions.now(self._sessions.default, real)
        seconds = self._stopwatch() - began
        for take_down in repeats:
            take_down(real, now, seconds)
        return now

    def _response(self, scope: Scope, seen: ObservedExchange) -> tuple[PreparedResponse, bool]:
        """Return the answer, and whether the time has no say in it."""
        answer = self._door.handle(scope, seen)
        if answer is not None:
            return answer, True
        head = _require(seen.head)
        preferences = read_preferences(head.query, head.header_values("prefer"))
        if preferences.fault is not None:
            raise NotEligible
        scheme = scope.get("scheme", "http")
        return self._respond(seen, _require(head.operation), preferences, scheme)

    def _respond(
        self, seen: ObservedExchange, operation: Operation, preferences: Preferences, scheme: str
    ) -> tuple[PreparedResponse, bool]:
        """Return the answer of an operation, and whether the time has no say in it."""
        head, visit = _require(seen.head), _require(seen.visit)
        if operation.request_body is not None or visit.session.faults:
            raise NotEligible
        try:
            if self._token is not None:
                authenticate(head, self._token)
            parameters = read_valid_parameters(operation, head)
            healthy = self._answers.select(
                ResponseQuery(operation, parameters, preferences, head, visit, scheme)
            )
        except RequestRejected as refused:
            return error_response_for(seen, refused), True
        if healthy.fault:
            raise NotEligible
        seen.scenario = healthy.scenario
        answer = not_modified_or(healthy.response, head.joined_header("if-none-match"))
        return answer, healthy.is_constant

    def _finish(
        self, seen: ObservedExchange, response: PreparedResponse, began: float, *, is_constant: bool
    ) -> FastResponse:
        """Have an exchange recorded that ends with `response`."""
        head, visit = _require(seen.head), _require(seen.visit)
        body = b"" if head.method == "HEAD" else response.body
        date = (b"date", http_date(visit.now))
        later = self._headers(head.raw_headers)
        own = without_written(response.headers, later)
        seen.status, seen.headers = response.status, [*own, date, *later]
        seen.answer, seen.answer_size = body, len(body)
        seen.seconds = self._stopwatch() - began
        for recorder in self._recorders:
            recorder.record(seen)
        is_constant = is_constant and visit.session.name == DEFAULT
        return FastResponse(response.status, own, later, body, visit.now, is_constant, seen)


def _require(value: T | None) -> T:
    if value is None:
        raise NotEligible
    return value


def _is_plain(scope: Scope) -> bool:
    """Whether a request asks for nothing that happens only once."""
    path, query = raw_path_of(scope), scope["query_string"]
    if path.startswith(_TOOL) and not path.startswith(SESSION_PREFIX):
        return False
    if query and has_mock_parameters(query):
        return False
    return _BODY.isdisjoint([name for name, _ in scope["headers"]])
