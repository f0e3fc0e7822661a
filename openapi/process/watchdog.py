"""Ends a process that does not end by itself in time, whatever its threads do.

A thread says why and ends the process. It needs the interpreter, which a long call into C may
hold: a second later, `faulthandler` ends the process without it.
"""

import faulthandler
import os
from collections.abc import Callable
from pathlib import Path
from threading import Timer
from typing import TextIO

_LATER_SECONDS = 1.0


class Watchdog:
    """Ends the process with exit code 1 if it is armed, and nothing disarms it in time."""

    def __init__(self, say: Callable[[], object]) -> None:
        """Begin disarmed; `say` is called before the process is ended."""
        self._say = say
        self._timer: Timer | None = None
        self._nowhere: TextIO | None = None

    def arm(self, seconds: float) -> None:
        """End the process in so many seconds from now; replaces an earlier time."""
        self.disarm()
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()
        self._nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - while armed
        faulthandler.dump_traceback_later(seconds + _LATER_SECONDS, exit=True, file=self._nowhere)

    def disarm(self) -> None:
        """Let the process live."""
        if self._timer is not None:
            self._timer.cancel()
            faulthandler.cancel_dump_traceback_later()
        if self._nowhere is not None:
            self._nowhere.close()
        self._timer, self._nowhere = None, None

    def _end(self) -> None:
        try:
            self._say()
        finally:
            os._exit(1)
