"""Tests of dates as HTTP writes them, and of how long a busy server asks a client to wait."""

from datetime import UTC, datetime

import pytest

from contracts.http.messages.dates import http_date, retry_after_seconds
from contracts.http.messages.exchange import Response

MOMENT = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        " Sun, 06 Nov 1994 08:49:37 GMT ",
    ],
)
def test_the_three_forms_are_read(text):
    """RFC 9110, 5.6.7: a recipient must take all three."""
    assert http_date(text) == MOMENT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49 GMT",
        "sun, 06 nov 1994 08:49:37 gmt",
        "Sun, 39 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 29:49:37 GMT",
    ],
)
def test_other_forms_are_none(text):
    """What looks like a date to people need not be one to HTTP."""
    assert http_date(text) is None


@pytest.mark.parametrize(
    ("status", "value", "seconds"),
    [
        (429, "3", 3.0),
        (503, "0", 0.0),
        (200, "3", None),
        (429, "soon", None),
        (429, "-1", None),
        (429, "\u0663", None),
        (429, "Wed, 21 Oct 2026 07:28:09 GMT", 9.0),
        (503, "Wednesday, 21-Oct-26 07:28:09 GMT", 9.0),
        (503, "Wed Oct 21 07:28:09 2026", 9.0),
        (503, "Wed, 21 Oct 2026 07:27:00 GMT", 0.0),
        (503, "Wed, 41 Oct 2026 07:28:09 GMT", None),
        (503, "2026-10-21T07:28:09Z", None),
        (429, "9" * 400, 999999.0),
        (403, "3", 3.0),
        (404, "3", None),
    ],
)
def test_retry_after_is_read(status, value, seconds):
    """Plain seconds and dates as HTTP writes them count, of a busy server."""
    response = Response(status=status, headers=(("Retry-After", value),))

    assert retry_after_seconds(response, datetime(2026, 10, 21, 7, 28, tzinfo=UTC)) == seconds


def test_a_date_is_measured_by_the_answers_own_clock():
    """A server whose clock goes wrong asks for the time between its two dates."""
    dates = (
        ("Date", "Sat, 01 Jan 2000 00:00:00 GMT"),
        ("Retry-After", "Sat, 01 Jan 2000 00:00:02 GMT"),
    )

    busy = Response(status=503, headers=dates)

    assert retry_after_seconds(busy, datetime(2026, 10, 21, tzinfo=UTC)) == 2.0
