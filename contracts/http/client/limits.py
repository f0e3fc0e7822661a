"""What a caller says about the pace and the cost of a run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBudget:
    """What the caller says about pace and budgets; None leaves it to where the servers are.

    Attributes:
        per_second: Requests in a second; 0 does not pace them.
        max_requests: Of the whole run.
        max_seconds: Of the whole run.
        max_bytes: Of all answers together.
        max_server_errors: Answers of 5xx in a row.
    """

    per_second: float | None = None
    max_requests: int | None = None
    max_seconds: float | None = None
    max_bytes: int | None = None
    max_server_errors: int | None = None
