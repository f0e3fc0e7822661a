"""Reads how long a busy server asks a client to wait."""

from datetime import datetime

from contracts.http.messages.dates import http_date
from contracts.http.messages.exchange import Response


def retry_after_seconds(response: Response, now: datetime) -> float | None:
    """Return the seconds of Retry-After (RFC 9110, 10.2.3); None if the server is not busy.

    A 403 with Retry-After is how some servers say that a quota is spent. A date is compared with
    the Date of the answer, if it has one.
    """
    value = (response.header("retry-after") or "").strip()
    if response.status not in {403, 429, 503} or not value.isascii():
        return None
    if value.isdigit():
        return float(value[:6])
    until = http_date(value)
    since = http_date(response.header("date") or "") or now
    return max((until - since).total_seconds(), 0.0) if until else None
