"""Tests of how long a busy server asks a client to wait."""

from datetime import UTC, datetime

import pytest

from contracts.http.messages.exchange import Response
from contracts.http.messages.retry_after import retry_after_seconds


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
