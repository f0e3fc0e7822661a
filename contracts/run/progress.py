"""Shows how far a run is: a bar with the time that is left on a terminal, plain lines in CI."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TextIO

from contracts.http.clock import Clock
from openapi.text.printable import printable

WIDTH = 20
"""Columns of the bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What begins.

    Attributes:
        done: Stages that lie behind.
        total: All stages.
        text: What begins, one clause.
    """

    done: int
    total: int
    text: str


class OnStep(Protocol):
    """Is told what begins."""

    def __call__(self, step: Step, /) -> None:
        """Take a stage."""


def ignore_step(_: Step) -> None:
    """Tell nobody."""


class StepCounter:
    """Counts the stages of a run."""

    def __init__(self, tell: OnStep, total: int) -> None:
        """Take who is told, and how many stages there will be."""
        self._tell = tell
        self._total = total
        self._done = 0

    def begin(self, text: str) -> None:
        """Begin a stage."""
        self._tell(Step(done=self._done, total=self._total, text=text))
        self._done += 1


class ProgressBar:
    """A bar on a terminal with the current stage and the time that is left."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        # rich takes 50 ms, which a run without a terminal need not wait for.
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

        self._clock = clock
        self._start = clock.monotonic()
        self._bar = Progress(
            BarColumn(WIDTH),
            TextColumn("{task.description}", markup=False),
            console=Console(file=stream, soft_wrap=False),
            auto_refresh=False,  # no thread of its own
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task("")

    def __call__(self, step: Step) -> None:
        """Show a stage."""
        text = f"{printable(step.text)}{self._left(step)}"
        self._bar.update(self._task, completed=step.done, total=step.total, description=text)
        self._bar.start()
        self._bar.refresh()

    def close(self) -> None:
        """Take the bar away; the next stage shows it again."""
        self._bar.stop()

    def _left(self, stage: Step) -> str:
        """Return the time that is left, if the stages so far took as long as the others will."""
        if not stage.done:
            return ""
        spent = self._clock.monotonic() - self._start
        return f", about {max(round(spent / stage.done * (stage.total - stage.done)), 1)} s left"


class ProgressLines:
    """One line for each stage."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, step: Step) -> None:
        """Write a stage."""
        self._stream.write(f"{step.done + 1}/{step.total} {printable(step.text)}\n")
        self._stream.flush()

    def close(self) -> None:
        """Nothing is left to do."""


class NoProgress:
    """Nobody watches."""

    def __call__(self, _: Step) -> None:
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
