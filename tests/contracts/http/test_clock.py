"""Tests of the machine's clock."""

from datetime import timedelta

from contracts.http.clock import SystemClock


def test_times_are_aware():
    """The time has an offset from UTC."""
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_it_never_goes_back():
    """Durations are never negative."""
    clock = SystemClock()
    first = clock.monotonic()
    clock.sleep(0)

    assert clock.monotonic() >= first
