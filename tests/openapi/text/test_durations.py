"""Durations are exact and mean the same wherever they are typed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import OptionError
from contracts.run.settings.values import parse_duration as parse_option
from mock_server.clock import ClockError, parse_advance
from openapi.text.durations import format_duration, parse_duration, parse_milliseconds

SECONDS = {
    "0s": 0,
    "0": 0,
    "30": 30,
    "1.5": Fraction(3, 2),
    "30s": 30,
    "240ms": Fraction(6, 25),
    "1.5m": 90,
    "1m30s": 90,
    "2h": 7200,
    "1d": 86_400,
    "1d2h3m4s5ms": Fraction(93_784_005, 1000),
    "9999999": 9_999_999,
}
"""What can be typed wherever a duration is asked for, with its seconds."""

REFUSED = ["", "soon", "s", "30 s", "1m30", "1e3s", "+3s", "--3s", "٣s", "1w", "PT30S", "."]
"""What is a duration nowhere."""


@pytest.mark.parametrize(("text", "seconds"), SECONDS.items())
def test_every_reader_reads_the_same_durations(text, seconds):
    """Options of the checker, the mock's clock and scenario files read one grammar."""
    assert parse_duration(text) == seconds
    assert parse_milliseconds(text) == seconds * 1000
    assert parse_option(text, "--wait") == float(seconds)
    assert parse_advance(text) == float(seconds)


@pytest.mark.parametrize("text", REFUSED)
def test_every_reader_refuses_the_same_texts(text):
    """Spaces, exponents, signs, foreign digits and ISO 8601 are durations nowhere."""
    with pytest.raises(ValueError, match="not a duration"):
        parse_milliseconds(text)
    with pytest.raises(OptionError, match="not a duration"):
        parse_option(text, "--wait")
    with pytest.raises(ClockError, match="not a duration"):
        parse_advance(text)


@pytest.mark.parametrize(
    ("text", "seconds"), [("-2h", -7200), ("-1m30s", -90), ("-240ms", Fraction(-6, 25))]
)
def test_minus_counts_for_the_whole(text, seconds):
    """Scenario files can look back; nothing that waits can."""
    assert parse_duration(text) == seconds
    with pytest.raises(OptionError, match="out of bounds"):
        parse_option(text, "--wait")
    with pytest.raises(ClockError, match="is negative"):
        parse_advance(text)


def test_finer_than_a_millisecond_is_refused_in_scenario_files():
    """Times of a scenario are whole milliseconds, so that they are never rounded."""
    with pytest.raises(ValueError, match="finer than a millisecond"):
        parse_milliseconds("1.5ms")


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_shown_durations_can_be_read_back(milliseconds):
    """What is shown to people is what can be typed."""
    assert parse_milliseconds(format_duration(milliseconds)) == milliseconds
