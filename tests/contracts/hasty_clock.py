"""A clock for tests of whole runs, on which pauses take no time."""

from datetime import datetime, timedelta

from contracts.http.clock import SystemClock


class HastyClock(SystemClock):
    """The real time, plus the seconds that were slept."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> datetime:
        """Return the current time, later by all pauses."""
        return super().now() + timedelta(seconds=self._ahead)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return super().monotonic() + self._ahead

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        self._ahead += seconds
