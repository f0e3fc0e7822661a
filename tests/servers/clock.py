"""The time that a server lives by, so that a test can let an hour pass at once."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that knows what time it is."""

    def now(self) -> datetime:
        """Return the time, with its zone."""


class WallClock:
    """The time on the wall, running `speed` times as fast from the moment it was made."""

    def __init__(self, *, speed: float = 1.0) -> None:
        self._speed = speed
        self._start = datetime.now(UTC)  # noqa: TID251 - the rim: here the real time comes in
        self._ticks = time.monotonic()

    def now(self) -> datetime:
        """Return the time, with its zone."""
        return self._start + timedelta(seconds=(time.monotonic() - self._ticks) * self._speed)


class ManualClock:
    """A clock that is frozen until it is advanced."""

    def __init__(self, start: datetime = datetime(2024, 5, 7, 15, 48, 35, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the time, with its zone."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self._now += timedelta(seconds=seconds)
