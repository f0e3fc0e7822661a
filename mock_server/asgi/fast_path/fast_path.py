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

from mock_server.answers.selection import Asked, HealthyAnswers
from mock_server.asgi.fast_path.simple_requests import asks_the_mock
from mock_server.asgi.middleware.authentication import authenticate
from mock_server.asgi.middleware.gateway import FrontDoor, worded_for
from mock_server.asgi.middleware.recording import Stopwatch
from mock_server.clock import Ticker, http_date
from mock_server.http.cors import without_written
from mock_server.http.errors import Headers, RefusedError
from mock_server.http.preferences import NO_PREFERENCES, PREFIX, Preferences, read_preferences
from mock_server.http.requests import RequestHead, raw_path_of
from mock_server.http.responses import PreparedResponse, for_client_with
from mock_server.http.validation.parameters import read_valid_parameters
from mock_server.journal.observed_exchange import Observation, Recorder, Repeat
from mock_server.sessions.request_sessions import NOWHERE_ELSE, begin_visit
from mock_server.sessions.sessions import DEFAULT, Sessions
from openapi.contract import Operation

_BODY = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
_TOOL = b"/__"

T = TypeVar("T")


class Outcome(NamedTuple):
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
    seen: Observation


class _NotSureError(Exception):
    """The long way is to be taken."""


class FastPath:
    """Answers at once what it can, and has everything else answered the long way."""

    def __init__(  # noqa: PLR0913 - everything that an answer depends on, each by name
        self,
        app: ASGIApp,
        *,
        door: FrontDoor,
        answers: HealthyAnswers,
        sessions: Sessions,
        recorders: Sequence[Recorder],
        headers: Callable[[Headers], Headers],
        ticker: Ticker,
        token: str | None = None,
        stopwatch: Stopwatch = time.perf_counter,
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
        outcome = self.answer(scope) if scope["type"] == "http" else None
        if outcome is None:
            await self._app(scope, receive, send)
            return
        start = {"status": outcome.status, "headers": outcome.seen.headers}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": outcome.body})

    def answer(self, scope: Scope) -> Outcome | None:
        """Return what a request gets, recorded; None where the long way is to be taken.

        Args:
            scope: An HTTP request; what is found out goes along with it.
        """
        if self._sessions.faults or not _is_plain(scope):
            return None
        began = self._stopwatch()
        seen = Observation(self._ticker())
        try:
            response, is_constant = self._response(scope, seen)
            _sure(seen.visit)
        except Exception:  # noqa: BLE001 - what is wrong here is wrong on the long way, and told there
            return None
        return self._ended(seen, response, began, is_constant=is_constant)

    def answer_plain(self, head: RequestHead, scheme: str) -> Outcome | None:
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
        visit = begin_visit(sessions, NOWHERE_ELSE, real)
        seen = Observation(real, head, visit)
        try:
            response, is_constant = self._served(seen, operation, NO_PREFERENCES, scheme)
        except Exception:  # noqa: BLE001 - as above
            return None
        return self._ended(seen, response, began, is_constant=is_constant)

    def repeats(self, outcome: Outcome) -> tuple[Repeat, ...]:
        """Return what takes down a constant outcome whenever it happens again."""
        return tuple(recorder.repeat(outcome.seen) for recorder in self._recorders)

    def repeat(self, repeats: Iterable[Repeat]) -> float:
        """Take down an exchange that happens again; return what its date says."""
        began, real = self._stopwatch(), self._ticker()
        now = self._sessions.now(self._sessions.default, real)
        seconds = self._stopwatch() - began
        for take_down in repeats:
            take_down(real, now, seconds)
        return now

    def _response(self, scope: Scope, seen: Observation) -> tuple[PreparedResponse, bool]:
        """Return the answer, and whether the time has no say in it."""
        answer = self._door.meet(scope, seen)
        if answer is not None:
            return answer, True
        head = _sure(seen.head)
        preferences = read_preferences(head.query, head.lines("prefer"))
        if preferences.fault is not None:
            raise _NotSureError
        scheme = scope.get("scheme", "http")
        return self._served(seen, _sure(head.operation), preferences, scheme)

    def _served(
        self, seen: Observation, operation: Operation, preferences: Preferences, scheme: str
    ) -> tuple[PreparedResponse, bool]:
        """Return the answer of an operation, and whether the time has no say in it."""
        head, visit = _sure(seen.head), _sure(seen.visit)
        if operation.request_body is not None or visit.session.faults:
            raise _NotSureError
        try:
            if self._token is not None:
                authenticate(head, self._token)
            parameters = read_valid_parameters(operation, head)
            healthy = self._answers.find(
                Asked(operation, parameters, preferences, head, visit, scheme)
            )
        except RefusedError as refused:
            return worded_for(seen, refused), True
        if healthy.fault:
            raise _NotSureError
        seen.scenario = healthy.scenario
        answer = for_client_with(healthy.response, head.header("if-none-match"))
        return answer, healthy.is_constant

    def _ended(
        self, seen: Observation, response: PreparedResponse, began: float, *, is_constant: bool
    ) -> Outcome:
        """Have an exchange recorded that ends with `response`."""
        head, visit = _sure(seen.head), _sure(seen.visit)
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
        return Outcome(response.status, own, later, body, visit.now, is_constant, seen)


def _sure(value: T | None) -> T:
    if value is None:
        raise _NotSureError
    return value


def _is_plain(scope: Scope) -> bool:
    """Whether a request asks for nothing that happens only once."""
    path, query = raw_path_of(scope), scope["query_string"]
    if path.startswith(_TOOL) and not path.startswith(PREFIX):
        return False
    if query and asks_the_mock(query):
        return False
    return _BODY.isdisjoint([name for name, _ in scope["headers"]])
