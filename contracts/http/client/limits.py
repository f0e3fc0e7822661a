"""The budgets of a run that the user may set."""

from dataclasses import dataclass


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
