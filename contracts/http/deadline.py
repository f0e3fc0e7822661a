"""The end of a run's time, for work that sends nothing: judging, and shortening witnesses.

`contracts.http.client.transport` bounds the time of sending. Judging needs its own bound, since a
server may send long lists: checks ask at every answer, at every few items of one, and at every
value that a rule judges, whether time is left.
"""

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

from contracts.http.clock import Clock

Item = TypeVar("Item")

EVERY = 256  # items of a body between two looks at the clock


class OutOfTimeError(Exception):
    """The time of the run is used up; no further answer is judged."""


class Deadline:
    """The moment after which no more work is begun."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        """Begin to count.

        Of 0 seconds there is no limit.
        """
        self.seconds = seconds
        self._clock = clock
        self._end = clock.monotonic() + seconds

    def end_in(self, seconds: float) -> None:
        """End at most this many seconds from now; takes no lock, for a handler of signals."""
        end = self._clock.monotonic() + seconds
        self._end = min(self._end, end) if self.seconds else end
        self.seconds = self.seconds or seconds

    @property
    def is_past(self) -> bool:
        """Whether the time is used up."""
        return bool(self.seconds) and self._clock.monotonic() >= self._end

    def check(self) -> None:
        """Do nothing while there is time.

        Raises:
            OutOfTimeError: The time is used up.
        """
        if self.is_past:
            raise OutOfTimeError


def no_deadline() -> None:
    """Do nothing: the work may take as long as it needs."""


def in_time(items: Iterable[Item], check_time: Callable[[], None]) -> Iterator[Item]:
    """Return items, and look at the clock at every few of them."""
    if isinstance(items, _SIZED) and len(items) <= EVERY:
        # Most objects have few members: these need no generator of their own.
        check_time()
        return iter(items)
    return _in_time(items, check_time)


_NO_MEMBERS: dict[str, str] = {}
_SIZED: tuple[type[Sized], ...] = (list, tuple, dict, type(_NO_MEMBERS.items()))


def _in_time(items: Iterable[Item], check_time: Callable[[], None]) -> Iterator[Item]:
    for number, item in enumerate(items):
        if not number % EVERY:
            check_time()
        yield item
