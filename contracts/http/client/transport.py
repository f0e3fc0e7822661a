"""The one door out: every request of every probe goes through here, Schemathesis's too.

It refuses what the run may not do (a method that could change something, a host that was not
named), bounds what a run can cost a server (requests, bytes, time, pace) and what it puts up with
(silence, failures), and counts, so that the report can prove what was sent. It follows no redirect
and reads no proxy variable.
"""

import math
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from contracts.http.client.connection import (
    Answer,
    Connection,
    InvalidRequest,
    NoResponse,
    RequestSender,
)
from contracts.http.client.connector import NO_PROXY, ConnectionSettings
from contracts.http.clock import Clock
from contracts.http.messages.dates import http_date
from contracts.http.messages.exchange import Request, Response
from contracts.http.messages.outgoing import fault_of, hidden_change
from openapi.contract import SAFE_METHODS

MEBIBYTE = 1024 * 1024
SERVER_ERRORS = 5


class RequestNotAllowed(Exception):
    """The transport did not send a request, because the run may not.

    Attributes:
        reason: Why, one clause.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class BudgetExhausted(Exception):
    """A budget of the run is used up; nothing more is sent.

    Attributes:
        reason: Which one, one clause.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a run may do and cost.

    Attributes:
        origins: Scheme, host and port of every server that was named.
        allow_unsafe: Whether methods other than GET, HEAD and OPTIONS may be sent.
        timeout_seconds: For one answer, connecting included.
        per_second: Requests in a second, all origins together; 0 does not pace them.
        max_requests: Of the whole run, repetitions included; 0 does not count them.
        max_seconds: From the first request to the last, waiting included; 0 does not look at
            the clock. What knocks at a server that may not be up yet does not count.
        max_body_bytes: Of one answer; what is longer is cut.
        max_total_bytes: Of all answers together, each as it came or with its content codings
            undone, whichever is longer: decoded bodies are what is kept in memory.
        max_server_errors: Answers of 5xx in a row from one origin, then it is left alone; 0 goes
            on whatever happens.
        max_unanswered: Requests in a row to one origin without an answer, then it is left alone.
        max_retries: How often a request is repeated after 429 or 503 with Retry-After.
        max_retry_after_seconds: A server that asks for more patience than this is not retried.
        max_waiting_seconds: Spent on Retry-After in the whole run; then no request is repeated.
    """

    origins: frozenset[str]
    allow_unsafe: bool = False
    timeout_seconds: float = 10.0
    per_second: float = 0.0
    max_requests: int = 0
    max_seconds: float = 0.0
    max_body_bytes: int = 8 * MEBIBYTE
    max_total_bytes: int = 256 * MEBIBYTE
    max_server_errors: int = 0
    max_unanswered: int = 3
    max_retries: int = 2
    max_retry_after_seconds: float = 5.0
    max_waiting_seconds: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficStats:
    """What went through the door.

    Attributes:
        methods: How many requests by method.
        origins: How many requests by origin.
        received_bytes: Bytes that came in.
        refused: How many requests were not sent because the run may not.
    """

    methods: Mapping[str, int] = field(default_factory=dict)
    origins: Mapping[str, int] = field(default_factory=dict)
    received_bytes: int = 0
    refused: int = 0

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return sum(self.methods.values())


class Transport:
    """Sends requests within limits and counts them; safe to use from several threads."""

    def __init__(
        self,
        limits: Limits,
        clock: Clock,
        connect: Callable[[str, Callable[[], float]], RequestSender] | None = None,
        dialing: ConnectionSettings = NO_PROXY,
    ) -> None:
        """Take what is allowed, the time, and how connections are made.

        Args:
            limits: What is allowed.
            clock: The time.
            connect: Gives a connection to an origin; None makes real ones.
            dialing: How real connections are made.
        """
        self.limits = limits
        self._clock = clock
        self._connect = connect or partial(Connection, dialing=dialing)
        self._lock = threading.Lock()
        self._idle: dict[str, list[RequestSender]] = {}
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

    def send(self, request: Request, *, is_fresh: bool = False) -> Response:
        """Return the answer to `request`; a redirect is an answer.

        Args:
            request: What to send.
            is_fresh: Whether it opens a connection of its own.

        Raises:
            RequestNotAllowed: The run may not send it.
            BudgetExhausted: A budget is used up.
            NoResponse: No answer came.
            InvalidRequest: It cannot be written as HTTP/1.1.
        """
        self._refuse_forbidden(request)
        self._refuse_spent(request)
        response = self._send_once(request, is_fresh=is_fresh)
        for _ in range(self.limits.max_retries):
            delay = retry_after_seconds(response, self._clock.now())
            if delay is None or not self._waits(delay):
                break
            self._refuse_spent(request, delay)
            self._clock.sleep(delay)
            self._refuse_spent(request)
            response = self._send_once(request, is_fresh=is_fresh)
        return response

    def _waits(self, delay: float) -> bool:
        """Whether there is patience left for a busy server; it is used up by this."""
        with self._lock:
            is_short = delay <= self.limits.max_retry_after_seconds
            if is_short and self._waited + delay > self.limits.max_waiting_seconds:
                self._waited = math.inf
            if not is_short or math.isinf(self._waited):
                return False
            self._waited += delay
            return True

    def ping(self, request: Request) -> str:
        """Return why nobody is there, or nothing; silence here is not held against anybody.

        Whatever comes back shows that somebody is there, even what is no HTTP.

        Raises:
            RequestNotAllowed: The run may not send it.
            InvalidRequest: It cannot be written as HTTP/1.1.
        """
        self._refuse_forbidden(request)
        try:
            answer = self._exchange(request)
        except NoResponse as error:
            return error.reason if error.is_silent else ""
        with self._lock:
            self._start = None
            self._count(answer)
        return ""

    def check_time(self) -> None:
        """Do nothing while the run may send requests; making them takes time as well.

        Raises:
            BudgetExhausted: A budget that guards against what does not come to an end is used up.
        """
        with self._lock:
            if self._start is None:
                self._start = self._clock.monotonic()
            self._cut = self._cut or self._cut_by(0.0)
        if self._cut:
            raise BudgetExhausted(self._cut)

    @property
    def cut(self) -> str:
        """Why less was sent than was wanted, one clause that names the option; else empty.

        Only of the budgets that guard against a server that does not come to an end.
        """
        return self._cut

    @property
    def has_lost_patience(self) -> bool:
        """Whether a busy server was not asked again, because all waiting was used up."""
        return math.isinf(self._waited)

    @property
    def tally(self) -> TrafficStats:
        """What went through so far."""
        with self._lock:
            return TrafficStats(
                methods=dict(self._methods),
                origins=dict(self._origins),
                received_bytes=self._received,
                refused=self._refused,
            )

    def close(self) -> None:
        """Close every idle connection."""
        with self._lock:
            for connection in (c for idle in self._idle.values() for c in idle):
                connection.close()
            self._idle.clear()

    def _refuse_forbidden(self, request: Request) -> None:
        if request.origin not in self.limits.origins:
            self._refuse(f"{request.origin} is not a server that was named")
        if request.method not in SAFE_METHODS and not self.limits.allow_unsafe:
            self._refuse(f"{request.method} could change something and --unsafe was not given")
        hidden = hidden_change(request)
        if hidden and not self.limits.allow_unsafe:
            self._refuse(f"{hidden} and --unsafe was not given")
        fault = fault_of(request)
        if fault:
            raise InvalidRequest(fault)

    def _refuse_spent(self, request: Request, seconds: float = 0.0) -> None:
        """Raise BudgetExhausted where a budget is used up, or will be in so many seconds."""
        self._cut = self._cut or self._cut_by(seconds)
        spent = self._cut or self._exhausted_budget(request.origin)
        if spent:
            raise BudgetExhausted(spent)

    def _cut_by(self, seconds: float) -> str:
        limits = self.limits
        running = 0.0 if self._start is None else self._clock.monotonic() - self._start
        if self._bytes >= limits.max_total_bytes:
            most = _bytes(limits.max_total_bytes)
            return f"the answers together are longer than {most} (--max-bytes)"
        if limits.max_seconds and running + seconds >= limits.max_seconds:
            return f"the run has had its {limits.max_seconds:g} s for requests (--max-time)"
        return ""

    def _exhausted_budget(self, origin: str) -> str:
        """Return which other budget is used up, or nothing."""
        limits, sent = self.limits, sum(self._methods.values())
        if limits.max_requests and sent >= limits.max_requests:
            return f"{limits.max_requests} requests were sent, as many as the run may"
        if self._silences[origin] >= limits.max_unanswered:
            return f"{limits.max_unanswered} requests in a row had no answer"
        if limits.max_server_errors and self._server_errors[origin] >= limits.max_server_errors:
            return f"{limits.max_server_errors} answers in a row were server errors"
        return ""

    def _refuse(self, reason: str) -> None:
        with self._lock:
            self._refused += 1
        raise RequestNotAllowed(reason)

    def _send_once(self, request: Request, *, is_fresh: bool) -> Response:
        try:
            answer = self._exchange(request, is_fresh=is_fresh)
        except NoResponse as error:
            # A kept connection may have been closed meanwhile; that says nothing of the request.
            if not (error.is_stale and request.method in SAFE_METHODS):
                self._count_unanswered(request)
                raise
            self.close()
            answer = self._retry(request)
        with self._lock:
            self._silences[request.origin] = 0
            self._count(answer)
            if answer.response.status // 100 == SERVER_ERRORS:
                self._server_errors[request.origin] += 1
            else:
                self._server_errors[request.origin] = 0
        return answer.response

    def _count(self, answer: Answer) -> None:
        self._received += answer.received
        self._bytes += max(answer.received, len(answer.response.body))

    def _retry(self, request: Request) -> Answer:
        try:
            return self._exchange(request)
        except NoResponse:
            self._count_unanswered(request)
            raise

    def _count_unanswered(self, request: Request) -> None:
        with self._lock:
            self._silences[request.origin] += 1

    def _exchange(self, request: Request, *, is_fresh: bool = False) -> Answer:
        self._wait_for_slot()
        with self._lock:
            idle = self._idle.setdefault(request.origin, [])
            connection = idle.pop() if idle and not is_fresh else None
            self._methods[request.method] += 1
            self._origins[request.origin] += 1
        connection = connection or self._connect(request.origin, self._clock.monotonic)
        answer = connection.send(
            request,
            timeout=self.limits.timeout_seconds,
            max_body=self.limits.max_body_bytes,
        )
        with self._lock:
            self._idle[request.origin].append(connection)
        return answer

    def _wait_for_slot(self) -> None:
        """Let requests go out evenly, never in a burst."""
        with self._lock:
            now = self._clock.monotonic()
            if self._start is None:
                self._start = now
            slot = max(now, self._next_slot)
            if self.limits.per_second:
                self._next_slot = slot + 1 / self.limits.per_second
        if slot > now:
            self._clock.sleep(slot - now)


def retry_after_seconds(response: Response, now: datetime) -> float | None:
    """Return how long a busy server asks to wait; None where it does not ask.

    A date is measured by the answer's own clock, where it has one.
    """
    value = (response.header("retry-after") or "").strip()
    if response.status not in {429, 503} or not value.isascii():
        return None
    if value.isdigit():
        return float(value[:6])
    until = http_date(value)
    since = http_date(response.header("date") or "") or now
    return max((until - since).total_seconds(), 0.0) if until else None


def _bytes(count: int) -> str:
    return f"{count // MEBIBYTE} MiB" if count >= MEBIBYTE else f"{count} bytes"
