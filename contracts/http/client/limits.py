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
    max_retries: int = 2  # how often a request is repeated after 429 or 503 with Retry-After
    max_retry_after_seconds: float = 5.0  # a longer Retry-After is not waited for
    # Time for Retry-After in the whole run; then no request is repeated.
    max_waiting_seconds: float = 30.0


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
