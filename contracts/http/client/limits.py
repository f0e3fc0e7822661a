"""What a run may send and cost, and what it has sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBudget:
    """Pace and budgets of a whole run; the default of None depends on where the servers are."""

    per_second: float | None = None  # requests per second; 0 for no limit
    max_requests: int | None = None
    max_seconds: float | None = None
    max_bytes: int | None = None  # bytes of all answers together
    max_server_errors: int | None = None  # answers of 5xx in a row; 0 for no limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a run may do and cost."""

    origins: frozenset[str]  # scheme, host and port of every server that was named
    allow_unsafe: bool = False  # whether methods other than GET, HEAD and OPTIONS may be sent
    timeout_seconds: float = 10.0  # time for one answer, connecting included
    per_second: float = 0.0  # requests per second, all origins together; 0 for no limit
    max_requests: int = 0  # requests of the whole run, repetitions included; 0 for no limit
    part_of_requests: int = 0  # the requests of the whole run, if `max_requests` is a part of them
    part_of_bytes: int = 0  # the bytes of the whole run, if `max_total_bytes` is a part of them
    # From the first request to the last, waiting included; 0 for no limit. Requests that wait for
    # the server to start do not count.
    max_seconds: float = 0.0
    max_body_bytes: int = 8 * MEBIBYTE  # bytes of the body of one answer; a longer one is cut
    # Of all answers together, each as received or decoded, whichever is longer: decoded bodies are
    # kept in memory.
    max_total_bytes: int = 256 * MEBIBYTE
    # Answers of 5xx in a row after which an origin gets no more requests; 0 for no limit.
    max_server_errors: int = 0
    # Unanswered requests in a row after which an origin gets no more requests.
    max_unanswered: int = 3
    max_retries: int = 2  # how often a request is repeated after 403, 429 or 503 with Retry-After
    max_retry_after_seconds: float = 5.0  # a longer Retry-After is not waited for
    # Time for Retry-After in the whole run; then no request is repeated.
    max_waiting_seconds: float = 30.0

    def spent_bytes(self, count: int) -> str:
        """Return that the bytes of all answers are used up, one clause; empty if they are not."""
        if count < self.max_total_bytes:
            return ""
        if self.part_of_bytes:
            every = _bytes(self.part_of_bytes)
            return f"its part of the {every} of all answers was received (--max-bytes)"
        return f"the run has received the {_bytes(self.max_total_bytes)} that it may (--max-bytes)"

    def spent_time(self, seconds: float) -> str:
        """Return that the time for requests is used up, one clause; empty if it is not."""
        if self.max_seconds and seconds >= self.max_seconds:
            return f"the run has had its {round(self.max_seconds, 1):g} s for requests (--max-time)"
        return ""

    def spent_requests(self, sent: int) -> str:
        """Return that the requests are used up, one clause; empty if they are not."""
        if not self.max_requests or sent < self.max_requests:
            return ""
        if self.part_of_requests:
            of = self.part_of_requests
            return f"its part of the {of} requests of the run was sent (--max-requests)"
        noun = "request" if self.max_requests == 1 else "requests"
        return f"the run has sent the {self.max_requests} {noun} that it may (--max-requests)"

    def silent(self, unanswered: int) -> str:
        """Return that an origin does not answer, one clause, or ""; it gets no more requests."""
        if unanswered < self.max_unanswered:
            return ""
        return f"{self.max_unanswered} requests in a row had no answer"

    def failing(self, errors: int) -> str:
        """Return that an origin only answers 5xx, one clause, or ""; it gets no more requests."""
        most = self.max_server_errors
        if not most or errors < most:
            return ""
        return f"{most} answers in a row were server errors (--max-server-errors)"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficStats:
    """What was sent and received."""

    methods: Mapping[str, int] = field(default_factory=dict)  # number of requests by method
    origins: Mapping[str, int] = field(default_factory=dict)  # number of requests by origin
    received_bytes: int = 0
    refused: int = 0  # number of requests that the run did not allow

    @property
    def requests(self) -> int:
        """Number of requests that were sent."""
        return sum(self.methods.values())


def _bytes(count: int) -> str:
    return f"{count // MEBIBYTE} MiB" if count >= MEBIBYTE else f"{count} bytes"
