"""Parses HTTP dates (RFC 9110, 5.6.7): the preferred form and the two obsolete ones."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

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
    """Return the moment of an HTTP date, aware, in UTC; None if the text is not such a date."""
    text = text.strip()
    if not _PREFERRED.fullmatch(text) and not _OBSOLETE.fullmatch(text):
        return None
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
