"""Reads HTTP dates (RFC 9110, 5.6.7), and how long a busy server asks a client to wait."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from contracts.http.messages.exchange import Response

_DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_TIME = r"[0-2][0-9]:[0-5][0-9]:[0-6][0-9]"
_PREFERRED = re.compile(rf"({_DAYS}), [0-3][0-9] ({_MONTHS}) [0-9]{{4}} {_TIME} GMT")
_OBSOLETE = re.compile(
    rf"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [0-3][0-9]-({_MONTHS})-[0-9]{{2}} {_TIME} GMT"
    rf"|({_DAYS}) ({_MONTHS}) [ 0-3][0-9] {_TIME} [0-9]{{4}}"
)


@lru_cache(maxsize=1024)
def http_date(text: str) -> datetime | None:
    """Return the moment of an HTTP date, aware, in UTC; None if the text is not such a date.

    The two obsolete forms are read as well.
    """
    text = text.strip()
    if not _PREFERRED.fullmatch(text) and not _OBSOLETE.fullmatch(text):
        return None
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


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
