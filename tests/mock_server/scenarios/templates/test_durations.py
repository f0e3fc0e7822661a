"""Durations of scenario files are whole milliseconds, or refused."""

import pytest

from mock_server.scenarios.templates.durations import format_duration, parse_milliseconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0s", 0), ("30s", 30_000), ("1m30s", 90_000), ("240ms", 240), ("-1.5h", -5_400_000)],
)
def test_duration_is_parsed_to_milliseconds(text, expected):
    """Units add up, fractions are exact, and a minus applies to the whole."""
    assert parse_milliseconds(text) == expected


@pytest.mark.parametrize("text", ["", "30", "30 s", "s", "1.5ms", "1e3s", "+3s", "٣s"])
def test_invalid_duration_is_refused(text):
    """A missing unit, a space, an exponent or a part of a millisecond is an error."""
    with pytest.raises(ValueError, match=r"duration|millisecond"):
        parse_milliseconds(text)


@pytest.mark.parametrize(
    "duration", [0, 1, 240, 999, 1000, 1500, 60_000, 60_240, 90_061_000, -5_000]
)
def test_formatted_durations_can_be_parsed(duration):
    """A duration in a message can be copied to a scenario file."""
    assert parse_milliseconds(format_duration(duration)) == duration
