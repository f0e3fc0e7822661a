"""Sends every request of a run, those of Schemathesis included.

It refuses what the run may not send (a method that could change something, a host that was not
named), bounds what a run costs a server (requests, bytes, time, pace), stops at a server that
fails, and counts, so that the report can prove what was sent. It follows no redirect.
"""

import itertools
import math
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from contracts.http.client.connection import (
    Connection,
    InvalidRequest,
    NoResponse,
    ReceivedAnswer,
    RequestSender,
)
from contracts.http.client.connection_pool import ConnectionPool
from contracts.http.client.connector import NO_PROXY, ConnectionSettings
from contracts.http.client.limits import Limits, TrafficStats
from contracts.http.clock import Clock
from contracts.http.messages.dates import retry_after_seconds
from contracts.http.messages.exchange import Exchange, Request, Response
from contracts.http.messages.outgoing import hidden_change, request_error
from openapi.contract import SAFE_METHODS

SERVER_ERRORS = 5
_GATEWAY = frozenset({502, 503, 504})
_PROXY_AUTHENTICATION = 407


class _NotSentError(Exception):
    """The transport did not send a request.

    Attributes:
        reason: Why, one clause.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class RequestNotAllowed(_NotSentError):
    """The run does not allow the request."""


class BudgetExhausted(_NotSentError):
    """A budget of the run is used up; nothing more is sent."""


class ServerSilent(BudgetExhausted):
    """An origin has not answered several requests in a row; it gets no more."""


Pace = Callable[[], float]
"""Keeps the next turn to send, and returns in how many seconds it comes; it may be called from any
thread, and raises BudgetExhausted if the run is over."""

OnExchange = Callable[[int, Exchange], None]
"""Called with the number of a recorder and each exchange that it keeps, from any thread."""


class Transport:
    """Sends requests within limits and counts them; safe to use from several threads."""

    def __init__(
        self,
        limits: Limits,
        clock: Clock,
        connect: Callable[[str, Callable[[], float]], RequestSender] | None = None,
        connection: ConnectionSettings = NO_PROXY,
        pace: Pace | None = None,
    ) -> None:
        """Begin with no connection.

        `connect` replaces real connections, which are made as `connection` says; several transports
        of a run may share a pace.
        """
        self.limits = limits
        self._pace = pace
        self._clock = clock
        self._connection = connection
        self._connect = connect or partial(Connection, settings=connection)
        self._lock = threading.Lock()
        self._pool = ConnectionPool()
        self._methods: Counter[str] = Counter()
        self._origins: Counter[str] = Counter()
        self._silences: Counter[str] = Counter()
        self._server_errors: Counter[str] = Counter()
        self._start: float | None = None
        self._next_slot = 0.0
        self._received = 0
        self._bytes = 0
        self._waited = 0.0
        self._refused = 0
        self._cut = ""
        self._recorders = itertools.count(1)
        self.on_exchange: OnExchange = lambda _, __: None

    def another(self, pace: Pace | None = None) -> "Transport":
        """Return a transport to the same servers with the same limits, and nothing sent.

        Without a pace to share with others, it has one of its own.
        """
        return Transport(self.limits, self._clock, self._connect, self._connection, pace)

    def begin_part(self, limits: Limits, elapsed: float) -> None:
        """Go on with another part of a run.

        The limits are what is left of the budgets; `elapsed` seconds have passed since the first
        request.
        """
        with self._lock:
            sent, most = sum(self._methods.values()), limits.max_requests
            self.limits = replace(
                limits,
                max_requests=sent + most if most else 0,
                max_total_bytes=self._bytes + limits.max_total_bytes,
            )
            self._start = self._clock.monotonic() - elapsed
            self._cut = ""

    def next_recorder(self) -> int:
        """Return the number of one more recorder."""
        return next(self._recorders)

    def send(
        self, request: Request, *, is_fresh: bool = False, is_repeated: bool = True
    ) -> Response:
        """Return the answer to `request`; a redirect is an answer.

        If it is fresh, a new connection is opened for it. It is sent again to a busy server, unless
        it must not be repeated.

        Raises:
            RequestNotAllowed: The run may not send it.
            BudgetExhausted: A budget is used up.
            NoResponse: No answer came.
            InvalidRequest: It cannot be written as HTTP/1.1.
        """
        self._refuse_forbidden(request)
        self._refuse_spent(request)
        response = self._send_once(request, is_fresh=is_fresh)
        for _ in range(self.limits.max_retries if is_repeated else 0):
            delay = retry_after_seconds(response, self._clock.now())
            if delay is None or not self._waits(delay):
                break
            self._refuse_spent(request, delay)
            self._clock.sleep(delay)
            self._refuse_spent(request)
            response = self._send_once(request, is_fresh=is_fresh)
        return response

    def _waits(self, delay: float) -> bool:
        """Take `delay` from the time for waiting; return whether it was left."""
        with self._lock:
            is_short = delay <= self.limits.max_retry_after_seconds
            if is_short and self._waited + delay > self.limits.max_waiting_seconds:
                self._waited = math.inf
            if not is_short or math.isinf(self._waited):
                return False
            self._waited += delay
            return True

    def ping(self, request: Request, *, is_behind_gateway: bool = False) -> str:
        """Return why the server cannot be reached, or "".

        Any byte that comes back shows that it can, HTTP or not. A missing answer does not count as
        an unanswered request. Behind a gateway, its answers without a server (502, 503 and 504; RFC
        9110, 15.6) are no answers of the server.

        Raises:
            RequestNotAllowed: The run may not send it.
            InvalidRequest: It cannot be written as HTTP/1.1.
        """
        self._refuse_forbidden(request)
        try:
            answer = self._exchange(request, is_bounded=False)
        except NoResponse as error:
            return error.reason if error.is_silent else ""
        with self._lock:
            self._start = None
            self._count(answer)
        status = answer.response.status
        proxy = self._connection.proxy_for(request.origin)
        if proxy is not None and status == _PROXY_AUTHENTICATION:
            return f"the proxy {proxy.url} ({proxy.source}) asks for credentials (407)"
        return f"a gateway answers {status}" if is_behind_gateway and status in _GATEWAY else ""

    def stop(self, reason: str) -> None:
        """Send nothing more; `reason` is one clause. Takes no lock, for a handler of signals."""
        self._cut = self._cut or reason

    def forgive(self, origin: str) -> None:
        """Forget the unanswered requests to an origin, since it has answered another one."""
        with self._lock:
            self._silences[origin] = 0

    def check_time(self) -> None:
        """Do nothing while the run may send requests; making them takes time as well.

        Raises:
            BudgetExhausted: A budget that guards against what does not come to an end is used up.
        """
        with self._lock:
            if self._start is None:
                self._start = self._clock.monotonic()
        if spent := self._cut_by(0.0):
            raise BudgetExhausted(spent)

    def refused_origin(self, origin: str) -> str:
        """Return why an origin gets no more requests, one clause; empty if it may get some."""
        limits = self.limits
        return limits.silent(self._silences[origin]) or limits.failing(self._server_errors[origin])

    @property
    def has_stopped_retrying(self) -> bool:
        """Whether a request to a busy server was not repeated, as the time for waiting is used."""
        return math.isinf(self._waited)

    @property
    def kept_bytes(self) -> int:
        """Bytes of all answers so far, each as received or decoded, whichever is longer."""
        return self._bytes

    @property
    def elapsed(self) -> float:
        """Seconds since the first request; 0 before it."""
        return 0.0 if self._start is None else self._clock.monotonic() - self._start

    @property
    def tally(self) -> TrafficStats:
        """What was sent and received so far."""
        with self._lock:
            return TrafficStats(
                methods=dict(self._methods),
                origins=dict(self._origins),
                received_bytes=self._received,
                refused=self._refused,
            )

    def close(self) -> None:
        """Close every idle connection."""
        self._pool.close()

    def _refuse_forbidden(self, request: Request) -> None:
        if request.origin not in self.limits.origins:
            self._refuse(f"{request.origin} is not a server that was named")
        if request.method not in SAFE_METHODS and not self.limits.allow_unsafe:
            self._refuse(f"{request.method} could change something and --unsafe was not given")
        hidden = hidden_change(request)
        if hidden and not self.limits.allow_unsafe:
            self._refuse(f"{hidden} and --unsafe was not given")
        error = request_error(request)
        if error:
            raise InvalidRequest(error)

    def _refuse_spent(self, request: Request, seconds: float = 0.0) -> None:
        """Raise BudgetExhausted if a budget is used up, or will be after `seconds`."""
        limits, origin = self.limits, request.origin
        spent = self._cut_by(seconds) or limits.spent_requests(sum(self._methods.values()))
        if spent := spent or limits.failing(self._server_errors[origin]):
            raise BudgetExhausted(spent)
        if silent := limits.silent(self._silences[origin]):
            raise ServerSilent(silent)

    def _cut_by(self, seconds: float) -> str:
        """Return why the run ends for all servers, now or after `seconds`, or ""."""
        limits = self.limits
        if spent := limits.spent_bytes(self._bytes) or limits.spent_time(self.elapsed + seconds):
            self._cut = self._cut or spent  # What a signal has set meanwhile is kept.
        return self._cut

    def _refuse(self, reason: str) -> None:
        with self._lock:
            self._refused += 1
        raise RequestNotAllowed(reason)

    def _send_once(self, request: Request, *, is_fresh: bool) -> Response:
        try:
            answer = self._exchange_again_if_stale(request, is_fresh=is_fresh)
        except NoResponse:
            with self._lock:
                self._silences[request.origin] += 1
            raise
        with self._lock:
            self._silences[request.origin] = 0
            self._count(answer)
            if answer.response.status // 100 == SERVER_ERRORS:
                self._server_errors[request.origin] += 1
            else:
                self._server_errors[request.origin] = 0
        return answer.response

    def _count(self, answer: ReceivedAnswer) -> None:
        self._received += answer.received
        self._bytes += max(answer.received, len(answer.response.body))

    def _exchange_again_if_stale(self, request: Request, *, is_fresh: bool) -> ReceivedAnswer:
        try:
            return self._exchange(request, is_fresh=is_fresh)
        except NoResponse as error:
            # The server may have closed the kept connection: that is not about this request.
            if not (error.is_stale and request.method in SAFE_METHODS):
                raise
        self.close()
        return self._exchange(request)

    def _exchange(
        self, request: Request, *, is_fresh: bool = False, is_bounded: bool = True
    ) -> ReceivedAnswer:
        self._wait_for_slot()
        if is_fresh:
            # A server with one thread answers no new connection while it waits on an idle one.
            self._pool.close(request.origin)
        with self._lock:
            # Several threads may have asked before one of them has sent.
            spent = self.limits.spent_requests(sum(self._methods.values()))
            if spent and is_bounded:
                raise BudgetExhausted(spent)
            self._methods[request.method] += 1
            self._origins[request.origin] += 1
        connection = None if is_fresh else self._pool.take(request.origin)
        connection = connection or self._connect(request.origin, self._clock.monotonic)
        answer = connection.send(
            request,
            timeout=self.limits.timeout_seconds,
            max_body=self.limits.max_body_bytes,
        )
        if is_fresh:
            connection.close()
        else:
            self._pool.keep(request.origin, connection)
        return answer

    def _wait_for_slot(self) -> None:
        """Wait so that requests are sent evenly, never in a burst."""
        with self._lock:
            now = self._clock.monotonic()
            if self._start is None:
                self._start = now
            slot = max(now, self._next_slot)
            if self.limits.per_second and self._pace is None:
                self._next_slot = slot + 1 / self.limits.per_second
        wait = slot - now if self._pace is None else self._pace()
        if wait > 0:
            self._clock.sleep(wait)
