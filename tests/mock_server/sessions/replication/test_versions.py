"""Promises of versions: they grow, near the time, and no other clock spoils them."""

import pytest

from mock_server.sessions.replication.codec import CellError
from mock_server.sessions.replication.versions import MAX_AHEAD_SECONDS, Versions, seconds_of
from tests.mock_server.manual_time import ManualTime
from tests.mock_server.observed import NOON


def test_versions_grow_even_if_the_clock_does_not():
    """Two changes in the same microsecond are in order, and after a clock was set back too."""
    ticker = ManualTime(NOON)
    versions = Versions(ticker)
    made = [versions.next(), versions.next()]
    ticker.advance(-60)
    made.append(versions.next())

    assert made == sorted(set(made))
    assert seconds_of(made[0]) == NOON


def test_a_change_after_one_of_another_replica_is_the_later_one():
    """Even if the clock of the other machine is ahead."""
    versions = Versions(ManualTime(NOON))
    ahead = int((NOON + 30) * 1_000_000)
    versions.see(ahead)

    assert versions.next() == ahead + 1


def test_a_version_of_another_year_is_refused():
    """It would win over every later change."""
    versions = Versions(ManualTime(NOON))
    with pytest.raises(CellError, match="clocks"):
        versions.see(int((NOON + MAX_AHEAD_SECONDS + 1) * 1_000_000))

    assert versions.next() == int(NOON * 1_000_000)
