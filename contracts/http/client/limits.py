"""What a run may send and cost, and what it has sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBudget:
    """Pace and budgets of a whole run; the default of None depends on where the servers are.

    Attributes:
        per_second: Requests per second; 0 for no limit.
        max_bytes: Bytes of all answers together.
        max_server_errors: Answers of 5xx in a row; 0 for no limit.
    """

    per_second: float | None = None
    max_requests: int | None = None
    max_seconds: float | None = None
    max_bytes: int | None = None
    max_server_errors: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a run may do and cost.

    Attributes:
        origins: Scheme, host and port of every server that was named.
        allow_unsafe: Whether methods other than GET, HEAD and OPTIONS may be sent.
        timeout_seconds: Time for one answer, connecting included.
        per_second: Requests per second, all origins together; 0 for no limit.
        max_requests: Requests of the whole run, repetitions included; 0 for no limit.
        part_of_requests: The requests of the whole run, if `max_requests` is a part of them.
        part_of_bytes: The bytes of the whole run, if `max_total_bytes` is a part of them.
        max_seconds: From the first request to the last, waiting included; 0 for no limit.
            Requests that wait for the server to start do not count.
        max_body_bytes: Bytes of the body of one answer; a longer one is cut.
        max_total_bytes: Of all answers together, each as received or decoded, whichever is
            longer: decoded bodies are kept in memory.
        max_server_errors: Answers of 5xx in a row after which an origin gets no more requests; 0
            for no limit.
        max_unanswered: Unanswered requests in a row after which an origin gets no more requests.
        max_retries: How often a request is repeated after 403, 429 or 503 with Retry-After.
        max_retry_after_seconds: A longer Retry-After is not waited for.
        max_waiting_seconds: Time for Retry-After in the whole run; then no request is repeated.
    """

    origins: frozenset[str]
    allow_unsafe: bool = False
    timeout_seconds: float = 10.0
    per_second: float = 0.0
    max_requests: int = 0
    part_of_requests: int = 0
    part_of_bytes: int = 0
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
    """What was sent and received.

    Attributes:
        methods: Number of requests by method.
        origins: Number of requests by origin.
        refused: Number of requests that the run did not allow.
    """

    methods: Mapping[str, int] = field(default_factory=dict)
    origins: Mapping[str, int] = field(default_factory=dict)
    received_bytes: int = 0
    refused: int = 0

    @property
    def requests(self) -> int:
        """Number of requests that were sent."""
        return sum(self.methods.values())
