"""Versions: each is larger than all that its replica has seen, and near the time in microseconds.

So of two changes one after the other, by any two replicas, the later one has the larger version as
long as their clocks differ by less than the changes (a hybrid logical clock).
"""

from mock_server.clock import TimeSource
from mock_server.sessions.replication.cells import MAX_VERSION
from mock_server.sessions.replication.codec import CellError

_PER_SECOND = 1_000_000
MAX_AHEAD_SECONDS = 24 * 3600.0
"""How far the clock of another replica may be ahead; a version beyond that would win for ever."""


class Versions:
    """Makes the versions of one replica."""

    def __init__(self, ticker: TimeSource) -> None:
        """Begin at the present; `ticker` returns real time in seconds since 1970."""
        self._ticker = ticker
        self._last = 0

    def next(self) -> int:
        """Return a version larger than all before."""
        self._last = min(max(self._last + 1, int(self._ticker() * _PER_SECOND)), MAX_VERSION)
        return self._last

    def see(self, version: int) -> None:
        """Let later versions be larger than one of another replica.

        Raises:
            CellError: It is from more than a day ahead.
        """
        if version > (self._ticker() + MAX_AHEAD_SECONDS) * _PER_SECOND:
            raise CellError("a version more than a day ahead; set the clocks of all machines")
        self._last = max(self._last, version)


def seconds_of(version: int) -> float:
    """Return about when a version was made, in seconds since 1970."""
    return version / _PER_SECOND
