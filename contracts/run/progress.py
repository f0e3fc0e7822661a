"""Tells how far a run is: a bar with the time that is left on a terminal, plain lines in CI."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TextIO

from contracts.http.clock import Clock
from openapi.text.printable import printable

WIDTH = 20
_CLEAR = "\r\x1b[K"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What begins.

    Attributes:
        done: Stages that lie behind.
        total: All stages.
        text: What begins, one clause.
    """

    done: int
    total: int
    text: str


class OnStage(Protocol):
    """Is told what begins."""

    def __call__(self, stage: Stage, /) -> None:
        """Take a stage."""


def ignore_stage(_: Stage) -> None:
    """Tell nobody."""


class StageCounter:
    """Counts the stages of a run."""

    def __init__(self, tell: OnStage, total: int) -> None:
        """Take who is told, and how many stages there will be."""
        self._tell = tell
        self._total = total
        self._done = 0

    def begin(self, text: str) -> None:
        """Begin a stage."""
        self._tell(Stage(done=self._done, total=self._total, text=text))
        self._done += 1


class ProgressBar:
    """One line of a terminal, written over and over."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock
        self._start = clock.monotonic()

    def __call__(self, stage: Stage) -> None:
        """Show a stage."""
        filled = WIDTH * stage.done // max(stage.total, 1)
        bar = "#" * filled + "." * (WIDTH - filled)
        self._stream.write(f"{_CLEAR}[{bar}] {printable(stage.text)}{self._left(stage)}")
        self._stream.flush()

    def close(self) -> None:
        """Leave the line as it was."""
        self._stream.write(_CLEAR)
        self._stream.flush()

    def _left(self, stage: Stage) -> str:
        """Return how long it will take, as far as what lies behind tells."""
        if not stage.done:
            return ""
        spent = self._clock.monotonic() - self._start
        seconds = spent / stage.done * (stage.total - stage.done)
        return f", about {max(round(seconds), 1)} s left"


class ProgressLines:
    """One line for each stage."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, stage: Stage) -> None:
        """Write a stage."""
        self._stream.write(f"{stage.done + 1}/{stage.total} {printable(stage.text)}\n")
        self._stream.flush()

    def close(self) -> None:
        """Nothing is left to do."""


class NoProgress:
    """Nobody watches."""

    def __call__(self, _: Stage) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def create_progress(
    stream: TextIO, clock: Clock, environ: Mapping[str, str], *, is_quiet: bool
) -> ProgressBar | ProgressLines | NoProgress:
    """Return what fits: a bar for a terminal, lines where `CI` is set, nothing for programs."""
    if is_quiet:
        return NoProgress()
    if stream.isatty() and environ.get("TERM") != "dumb":
        return ProgressBar(stream, clock)
    return ProgressLines(stream) if environ.get("CI") else NoProgress()
