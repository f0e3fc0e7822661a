"""The end of a run's time, for work that sends nothing: judging, and shortening what was found.

Sending has its own bound in `contracts.http.client.transport`. Judging has no bound by itself: how
much there is to judge is for the server to decide, who may send long lists. So the checks ask at
every answer, at every few items of one, and at every value that a rule judges, whether there is
time left.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from contracts.http.clock import Clock

Item = TypeVar("Item")

EVERY = 256
"""Items of a body between two looks at the clock."""


class OutOfTimeError(Exception):
    """The time of the run is used up; whatever was not judged by now is not judged."""


class Deadline:
    """A moment of a clock after which no more work is begun.

    Attributes:
        seconds: How long the run may take.
    """

    def __init__(self, clock: Clock, seconds: float) -> None:
        """Begin to count.

        Args:
            clock: The time.
            seconds: How long the run may take; 0 does not look at the clock.
        """
        self.seconds = seconds
        self._clock = clock
        self._end = clock.monotonic() + seconds

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


def never() -> None:
    """Let work go on for as long as it takes."""


def in_time(items: Iterable[Item], check_time: Callable[[], None]) -> Iterator[Item]:
    """Yield items, and ask at every few of them whether there is time left.

    Args:
        items: What a server may have sent any number of.
        check_time: Raises OutOfTimeError when there is none.
    """
    for number, item in enumerate(items):
        if not number % EVERY:
            check_time()
        yield item
