"""The functions of the hot path in the profile."""

import cProfile
import pstats

from tests.benchmarks.speed.profiling import table


def started():
    """Return None, once."""


def handled():
    """Return None, for every request."""


def test_table_shows_what_is_called_for_requests():
    """Calls are per request, and start-up is left out."""
    profiler = cProfile.Profile()
    profiler.runcall(started)
    for _ in range(30):
        profiler.runcall(handled)
    lines = table(pstats.Stats(profiler), 10).splitlines()
    (shown,) = (line for line in lines if line.endswith(" handled"))

    assert shown.split()[2] == "3.0"
    assert not any(line.endswith(" started") for line in lines)
