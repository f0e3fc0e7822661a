"""Tests of the time of a fuzz run."""

import pytest

from contracts.fuzz.fuzz_run import Stopwatch
from contracts.http.deadline import OutOfTimeError
from contracts.http.interruption import SECONDS_FOR_JUDGING
from contracts.run.dry_run import InstantClock


def test_the_time_begins_with_the_first_request():
    """What the generator takes to load is not taken from the time of the run."""
    clock = InstantClock()
    watch = Stopwatch(clock, 10.0)
    clock.sleep(60)
    assert (watch.seconds, watch.is_over) == (0.0, False)

    watch.begin()
    clock.sleep(9)
    watch.begin()
    assert (watch.seconds, watch.is_over) == (9.0, False)

    clock.sleep(1)
    assert watch.is_over


def test_the_last_answer_is_judged_a_little_longer():
    """A body of any size does not make the run endless."""
    clock = InstantClock()
    watch = Stopwatch(clock, 10.0)
    watch.begin()
    clock.sleep(10)
    watch.check_judging()

    clock.sleep(SECONDS_FOR_JUDGING)
    with pytest.raises(OutOfTimeError):
        watch.check_judging()
