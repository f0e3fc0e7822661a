"""When a worker that ended is started again, and when the server gives up."""

import signal
from dataclasses import dataclass, field

SHORT_SECONDS = 1.0  # a worker that answers for less than this has ended at once
MOST_IN_A_ROW = 5  # how often in a row one worker may end at once


@dataclass(slots=True)
class Restarts:
    """Counts how often each worker has ended at once, by its number."""

    _in_a_row: dict[int, int] = field(default_factory=dict)

    def may_start_again(self, number: int, served_seconds: float | None) -> bool:
        """Count an end, and return whether the worker is started again.

        `served_seconds` is for how long it was ready; None if it never was.
        """
        is_short = served_seconds is None or served_seconds < SHORT_SECONDS
        self._in_a_row[number] = self._in_a_row.get(number, 0) + 1 if is_short else 0
        return self._in_a_row[number] < MOST_IN_A_ROW


def describe_end(code: int) -> str:
    """Return how a process ended, from its exit code; below zero is the signal that killed it.

    >>> describe_end(-9), describe_end(70)
    ('SIGKILL', 'exit code 70')
    """
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
