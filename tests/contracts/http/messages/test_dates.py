"""Tests of dates as HTTP writes them."""

from datetime import UTC, datetime

import pytest

from contracts.http.messages.dates import http_date

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
