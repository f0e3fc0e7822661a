"""Writes the log of requests from a thread of its own, so that no client waits for a terminal."""

from collections.abc import Callable
from itertools import islice
from threading import Event, Thread

from mock_server.journal.request_log import RequestLog

_BATCH_SECONDS = 0.05
"""Lines of this time are written together."""

_BATCH_LINES = 512
"""Lines that are written at once; a write lets requests run in between, formatting does not."""

_STOP_SECONDS = 2.0


class LogWriter:
    """Writes the lines of a log."""

    def __init__(
        self,
        log: RequestLog,
        *,
        write: Callable[[str], object],
        notify: Callable[[str], object],
    ) -> None:
        """Write nothing before the start.

        `write` may block, and may raise OSError or ValueError; `notify` reports that lines are
        missing, or that none can be written any more.
        """
        self._log = log
        self._write = write
        self._notify = notify
        self._reported = 0
        self._wake = Event()
        self._stop = Event()
        self._thread = Thread(target=self._run, name="mock-server-log", daemon=True)
        log.wake = self._wake.set

    def start(self) -> None:
        """Start writing."""
        self._thread.start()

    def stop(self) -> None:
        """Write what is waiting, then end; an output that stands still is left after 2 seconds."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._wake.wait()
                self._wake.clear()
                self._stop.wait(_BATCH_SECONDS)
                self._write_waiting()
        except (OSError, ValueError) as error:
            self._log.close()
            self._notify(f"mock-server: the log of requests has ended, serving goes on: {error}")

    def _write_waiting(self) -> None:
        waiting = self._log.take()
        while text := "".join(islice(waiting, _BATCH_LINES)):
            self._write(text)
        missing = self._log.skipped - self._reported
        if missing:
            self._reported += missing
            self._notify(
                f"mock-server: {missing} requests have no line in the log, which is read too slowly"
            )
