"""Shows the progress of a fuzz run: each finding at once, and from time to time how far it is."""

from collections.abc import Mapping
from typing import TextIO

from contracts.http.clock import Clock
from contracts.results.finding import ReportedFinding
from contracts.run.progress import NoProgress, ProgressBar, ProgressLines, Step, create_progress
from openapi.text.printable import printable

TICK_SECONDS = 0.5
"""Between two steps that are shown; lines in a log are fewer (`contracts.run.progress`)."""


class FuzzProgress:
    """Writes the progress and the findings of a run to a stream."""

    def __init__(
        self,
        stream: TextIO,
        clock: Clock,
        environ: Mapping[str, str],
        *,
        seconds: float,
        is_quiet: bool,
    ) -> None:
        """Begin the time of a run of `seconds`."""
        self._stream = stream
        self._clock = clock
        self._seconds = max(seconds, 1.0)
        self._is_quiet = is_quiet
        self._progress: ProgressBar | ProgressLines | NoProgress = create_progress(
            stream, clock, environ, is_quiet=is_quiet
        )
        self._start = clock.monotonic()
        self._next = self._start

    def tick(self, requests: int, found: int) -> None:
        """Show the progress, unless it was shown just before."""
        now = self._clock.monotonic()
        if now < self._next:
            return
        self._next = now + TICK_SECONDS
        total = round(self._seconds)
        done = min(int(now - self._start), total - 1)
        text = f"{requests} requests, {found} new findings"
        self._progress(Step(done=done, total=total, text=text))

    def found(self, found: ReportedFinding) -> None:
        """Write a line about a finding."""
        if self._is_quiet:
            return
        if isinstance(self._progress, ProgressBar):
            self._progress.close()
        finding = found.finding
        where = f" -> {found.witness}" if found.witness else ""
        line = f"found {finding.rule} ({found.operation}): {finding.message}{where}"
        self._stream.write(f"{printable(line)}\n")
        self._stream.flush()

    def close(self) -> None:
        """Remove the progress bar."""
        self._progress.close()
