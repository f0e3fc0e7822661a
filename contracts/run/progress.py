"""Shows how far a run is: a bar with the time that is left on a terminal, else lines in a log."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from contracts.http.clock import Clock
from openapi.text.listing import listed
from openapi.text.printable import printable

WIDTH = 20  # columns of the bar

SILENT_SECONDS = 30.0
"""How long a run may last without a line in a log; where `CI` is set, the first comes at once."""

PAUSE_SECONDS, LONG_PAUSE_SECONDS, MANY_SECONDS = 10.0, 60.0, 120.0
"""Between two lines in a log; the longer one after so many seconds of a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a run that begins."""

    done: int  # number of steps before it
    total: int  # number of all steps
    text: str  # what is done in it, one clause


OnStep = Callable[[Step], None]  # called when a step begins


def ignore_step(_: Step) -> None:
    """Do nothing."""


class StepCounter:
    """Counts the steps of a run."""

    def __init__(self, on_step: OnStep, total: int) -> None:
        """Begin at the first of `total` steps."""
        self._on_step = on_step
        self._total = total
        self._done = 0

    def begin(self, text: str) -> None:
        """Begin a step."""
        self._on_step(Step(done=self._done, total=self._total, text=text))
        self._done += 1


class ProgressBar:
    """A bar on a terminal with the current step and the time that is left."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        # Importing rich takes 50 ms; a run without a terminal does not need it.
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

        self._clock = clock
        self._start = clock.monotonic()
        self._bar = Progress(
            BarColumn(WIDTH),
            TextColumn("{task.description}", markup=False),
            console=Console(file=stream, soft_wrap=False),
            auto_refresh=False,  # starts no thread
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task("")

    def __call__(self, step: Step) -> None:
        """Show a step."""
        text = f"{printable(step.text)}{self._left(step)}"
        self._bar.update(self._task, completed=step.done, total=step.total, description=text)
        self._bar.start()
        self._bar.refresh()

    def close(self) -> None:
        """Remove the bar; the next step shows it again."""
        self._bar.stop()

    def _left(self, step: Step) -> str:
        """Return the time that is left, if the other steps take as long as those so far."""
        if not step.done:
            return ""
        spent = self._clock.monotonic() - self._start
        return f", about {max(round(spent / step.done * (step.total - step.done)), 1)} s left"


class ProgressLines:
    """A line from time to time, however many steps there are."""

    def __init__(self, stream: TextIO, clock: Clock, *, silent: float = 0.0) -> None:
        """Begin a run; the first line comes after `silent` seconds."""
        self._stream = stream
        self._clock = clock
        self._start = clock.monotonic()
        self._next = self._start + silent

    def __call__(self, step: Step) -> None:
        """Write a step, unless another was written just before."""
        now = self._clock.monotonic()
        if now < self._next:
            return
        is_long = now - self._start >= MANY_SECONDS
        self._next = now + (LONG_PAUSE_SECONDS if is_long else PAUSE_SECONDS)
        self._stream.write(f"{step.done + 1}/{step.total} {printable(step.text)}\n")
        self._stream.flush()

    def close(self) -> None:
        """Do nothing."""


class NoProgress:
    """No progress output."""

    def __call__(self, _: Step) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def create_progress(
    stream: TextIO, clock: Clock, environ: Mapping[str, str], *, is_quiet: bool
) -> ProgressBar | ProgressLines | NoProgress:
    """Return a bar on a terminal, else lines; nothing for a quiet run."""
    if is_quiet:
        return NoProgress()
    if stream.isatty() and environ.get("TERM") != "dumb":
        return ProgressBar(stream, clock)
    return ProgressLines(stream, clock, silent=0.0 if environ.get("CI") else SILENT_SECONDS)


MAX_NAMED = 10  # operations that the note on an early end names; further ones are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far a run, or a part of it, came with one API."""

    called: tuple[str, ...]  # ids of the operations that it was to call
    finished: tuple[str, ...] = ()  # ids of those to which every probe was sent
    asked_once: tuple[str, ...] = ()  # ids of those that got one request at most
    stopped: str = ""  # why nothing more was sent, one clause; empty if all was sent
    answers: int = 0  # number of answers to its requests
    busy: int = 0  # number of those that ask the client to come back later


NOTHING = Reached(called=())  # of a run without an operation


def notes_on_end(api: str, parts: Sequence[Reached]) -> Iterator[str]:
    """Yield why nothing more was sent, and how far the parts came together, if one was stopped."""
    reasons = list(dict.fromkeys(part.stopped for part in parts if part.stopped))
    if not reasons:
        return
    count = sum(len(part.called) for part in parts)
    rest = [name for part in parts for name in part.called if name not in part.finished]
    done = count - len(rest)
    reached = f"All requests but generated ones were sent to {done} of {count} operations."
    if not done:
        reached = "No operation got all of its requests."
    missing = f" Unfinished: {listed(rest, MAX_NAMED)}." if rest and done else ""
    yield f"{api}: {'; '.join(reasons)}, so nothing more was sent. {reached}{missing}"
    few = sum(len(part.asked_once) for part in parts)
    if few and count > 1:
        yield f"{api}: {few} of {count} operations got one request at most."


def notes_on_load(api: str, parts: Sequence[Reached]) -> Iterator[str]:
    """Yield how many answers of all parts together were those of a busy server, if any were."""
    busy = sum(part.busy for part in parts)
    if busy:
        yield (
            f"{api}: {busy} of {sum(part.answers for part in parts)} answers were busy: the server "
            "was asked too often (429, or 403 or 503 with Retry-After); those answers prove "
            "nothing. Ask more slowly with --rate."
        )
