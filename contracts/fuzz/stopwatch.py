"""The time of a fuzz run."""

from contracts.http.clock import Clock
from contracts.http.deadline import OutOfTimeError
from contracts.http.interruption import SECONDS_FOR_JUDGING


class Stopwatch:
    """Measures from the first request: the time that the generator takes to load is not fuzzed."""

    def __init__(self, clock: Clock, limit: float) -> None:
        """Measure nothing yet; the run may send requests for so many seconds."""
        self._clock = clock
        self._limit = limit
        self._start: float | None = None

    def begin(self) -> None:
        """Begin, unless it has begun."""
        if self._start is None:
            self._start = self._clock.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return 0.0 if self._start is None else self._clock.monotonic() - self._start

    @property
    def is_over(self) -> bool:
        """Whether no further request is due."""
        return self.seconds >= self._limit

    def check_judging(self) -> None:
        """Do nothing while an answer may be judged.

        Raises:
            OutOfTimeError: The run takes too long.
        """
        if self.seconds >= self._limit + SECONDS_FOR_JUDGING:
            raise OutOfTimeError
