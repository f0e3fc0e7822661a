"""Promises of the one clock."""

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.clock import (
    MAX_TIME,
    REAL,
    ClockError,
    change_clock,
    format_time,
    http_date,
    parse_advance,
    parse_time,
)
from tests.mock_server.manual_time import ManualTime

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z


def test_the_real_clock_shows_real_time():
    """A new clock shows real time."""
    assert REAL.time_at(NOON) == NOON
    assert REAL.is_real


def test_speed_counts_from_the_moment_of_the_change():
    """At ten times the speed a second is ten, without a jump at the change."""
    clock = change_clock(REAL, "x10", NOON)

    assert clock.time_at(NOON) == NOON
    assert clock.time_at(NOON + 3) == NOON + 30


def test_a_frozen_clock_stays_frozen_and_continues_at_its_speed():
    """Freeze and run keep the speed, without a jump."""
    fast = change_clock(REAL, "x10", NOON)
    frozen = change_clock(fast, "freeze", NOON + 1)
    running = change_clock(frozen, "run", NOON + 100)

    assert frozen.time_at(NOON + 50) == NOON + 10
    assert running.time_at(NOON + 101) == NOON + 20


def test_advancing_a_frozen_clock_moves_it_just_that_far():
    """A test freezes, then steps: thirty seconds are thirty seconds."""
    clock = change_clock(change_clock(REAL, "freeze", NOON), "+30s", NOON + 7)

    assert clock.time_at(NOON + 1000) == NOON + 30


def test_a_clock_is_set_to_a_time_with_an_offset():
    """RFC 3339 offsets count."""
    clock = change_clock(REAL, "2026-11-21T13:00:00+01:00", 0.0)

    assert clock.time_at(5.0) == NOON + 5


def test_real_brings_the_real_clock_back():
    """This holds after any changes."""
    clock = change_clock(change_clock(REAL, "x10", NOON), "real", NOON + 5)

    assert clock.is_real


@pytest.mark.parametrize(
    "text",
    ["", "x0", "x-1", "xNaN", "+", "+5y", "-5s", "tomorrow", "2026-11-21", "2026-13-01T00:00:00Z",
     "2026-11-21T12:00:00", "9" * 400, "+" + "9" * 400, "x" + "9" * 40, "1600-01-01T00:00:00Z"],
)  # fmt: skip
def test_a_text_that_says_nothing_is_refused_with_what_would(text):
    """A wrong clock command is one clear error, never a wrong time."""
    with pytest.raises(ClockError, match="allowed is"):
        change_clock(REAL, text, NOON)


@given(st.text(max_size=60))
def test_no_text_breaks_the_clock(text):
    """Any text is either a command or a ClockError."""
    try:
        clock = change_clock(REAL, text, NOON)
    except ClockError:
        return

    assert 0 <= clock.time_at(NOON) <= 253_402_300_799


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("500ms", 0.5), ("1.5m", 90), ("2h", 7200), ("7", 7), ("1m30s", 90)],
)
def test_durations_have_the_usual_units(text, seconds):
    """Each unit has its usual meaning."""
    assert parse_advance(text) == seconds


@pytest.mark.parametrize(
    ("digits", "text"),
    [
        (0, "2018-07-30T11:23:08Z"),
        (3, "2018-07-30T11:23:08.417Z"),
        (6, "2018-07-30T11:23:08.417000Z"),
    ],
)
def test_times_are_written_in_the_precision_that_is_asked_for(digits, text):
    """Placewise documents three fractional digits, Elastic Path six."""
    assert format_time(parse_time("2018-07-30T11:23:08.417Z"), digits) == text


def test_the_date_header_is_written_as_http_wants_it():
    """IMF-fixdate, in GMT."""
    assert http_date(NOON) == b"Sat, 21 Nov 2026 12:00:00 GMT"


@given(seconds=st.floats(0, MAX_TIME))
def test_every_date_is_that_of_the_standard_library(seconds):
    """Any second until the end of the year 9999."""
    assert http_date(seconds).decode() == formatdate(int(seconds), usegmt=True)


def test_a_manual_ticker_moves_only_by_its_method():
    """Tests own the time."""
    ticker = ManualTime(seconds=NOON)
    ticker.advance(2.5)

    assert ticker() == NOON + 2.5
