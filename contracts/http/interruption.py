"""An interrupt of a run: nothing more is sent, what was seen is judged and reported.

The command installs the signal handlers; this module only keeps what a signal means for the run.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from signal import Signals

SECONDS_FOR_JUDGING = 5.0
"""Time for judging what was seen; machines that run jobs kill a process soon after a signal."""


class Interruption:
    """Whether a run was interrupted, and by which signal.

    While requests are sent, a signal raises KeyboardInterrupt, so that no wait delays the end.
    Later it only shortens the time for judging.
    """

    def __init__(self) -> None:
        self.signal = 0
        self._is_sending = False
        self._on_stop: list[Callable[[], None]] = []

    @property
    def is_set(self) -> bool:
        """Whether a signal has come."""
        return bool(self.signal)

    @property
    def reason(self) -> str:
        """Why the run has ended, one clause; empty if no signal has come."""
        return f"the run was interrupted ({Signals(self.signal).name})" if self.signal else ""

    def when_set(self, stop: Callable[[], None]) -> None:
        """Call `stop` when a signal comes; now if one has come."""
        self._on_stop.append(stop)
        if self.is_set:
            stop()

    def interrupt(self, signal: int) -> None:
        """Take a signal; all after the first are ignored, as the run is ending already.

        Raises:
            KeyboardInterrupt: Requests are being sent, or the run has not begun.
        """
        if self.is_set:
            return
        self.signal = signal
        for stop in self._on_stop:
            stop()
        if self._is_sending or not self._on_stop:
            raise KeyboardInterrupt

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Send requests inside: an interrupt ends the block at once, and the run goes on after it.

        Raises:
            KeyboardInterrupt: It is not from a signal that this object has taken.
        """
        self._is_sending = True
        try:
            yield
        except KeyboardInterrupt:
            if not self.is_set:
                raise
        finally:
            self._is_sending = False
