"""Promises of documented dates that are moved to the present."""

import pytest

from mock_server.answers.date_rebasing import rebase
from mock_server.clock import parse_time

NOON = parse_time("2026-11-21T12:00:00Z")


def test_the_latest_time_becomes_the_moment_and_keeps_its_fraction():
    """The documented creation time becomes today's, with its 417 milliseconds."""
    body = rebase({"created_at": "2018-07-30T11:23:08.417Z"}, NOON)

    assert body == {"created_at": "2026-11-21T11:59:59.417Z"}


def test_distances_are_kept():
    """Times that are a day apart stay a day apart, wherever they are in the body."""
    body = rebase(
        {"a": "2017-01-10T11:41:19Z", "b": [{"c": "2017-01-11T11:41:19Z"}], "n": 45090}, NOON
    )

    assert body == {"a": "2026-11-20T12:00:00Z", "b": [{"c": "2026-11-21T12:00:00Z"}], "n": 45090}


def test_offsets_and_small_letters_are_kept():
    """A moved time keeps its format."""
    body = rebase(["2017-01-10t13:00:00+01:00"], NOON)

    assert body == ["2026-11-21t13:00:00+01:00"]


@pytest.mark.parametrize(
    "value",
    ["abc123", "2018-07-30", "2016-12-31T23:59:60Z", "0001-01-01T00:00:00Z", 2018, None, []],
)
def test_what_is_no_time_on_the_clock_stays_as_it_is(value):
    """Names, bare dates, leap seconds and Go's zero time do not change."""
    assert rebase(value, NOON) == value
