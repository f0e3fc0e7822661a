"""What a fuzz run consists of, whether one process does it or several."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hypothesis.database import ExampleDatabase

from contracts.http.client.limits import TrafficStats
from contracts.http.clock import Clock
from contracts.http.deadline import OutOfTimeError
from contracts.http.interruption import SECONDS_FOR_JUDGING
from contracts.results.baseline import KnownFinding
from contracts.results.finding import ReportedFinding
from contracts.results.report import OperationReport
from contracts.run.session import CheckSession, RunContext
from contracts.run.settings.fuzz import FuzzSettings

PROFILE = "fuzz"

INTERRUPTED = "it was interrupted"
STOPPED = "the server stopped answering"


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzCallbacks:
    """Functions that a run calls."""

    # Called before every request, with the number of requests and of new findings so far.
    tick: Callable[[int, int], None] = lambda _, __: None
    # Called with every new finding, after its witness is written.
    found: Callable[[ReportedFinding], None] = lambda _: None


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzRun(RunContext):
    """What fuzzing servers needs, beside the sessions."""

    settings: FuzzSettings
    # The corpus: any database of Hypothesis that several processes may use.
    database: ExampleDatabase
    known: Sequence[KnownFinding] = ()  # findings that are accepted
    callbacks: FuzzCallbacks = field(default_factory=FuzzCallbacks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzed:
    """What a run has found."""

    reports: Mapping[tuple[str, str], OperationReport]  # on called operations, by API and id
    findings: Sequence[ReportedFinding]
    seconds: float  # the time in which requests were sent
    ending: str = ""  # why it ended before its time was up, one clause; empty if it did not
    notes: Sequence[str] = ()  # what else there is to know, one sentence each
    # What was sent by other transports than that of the run.
    tally: TrafficStats = field(default_factory=TrafficStats)


Fuzz = Callable[[Sequence[CheckSession], FuzzRun], Fuzzed]
"""Sends all requests of a run and judges the answers."""


class Stopwatch:
    """Measures from the first request: the time that the generator takes to load is not fuzzed."""

    def __init__(self, clock: Clock, limit: float) -> None:
        """Measure nothing yet; the run may send requests for so many seconds."""
        self._clock = clock
        self._limit = limit
        self._start: float | None = None

    def begin(self) -> None:
        """Begin, unless it has begun."""
        if self._start is None:
            self._start = self._clock.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return 0.0 if self._start is None else self._clock.monotonic() - self._start

    @property
    def is_over(self) -> bool:
        """Whether no further request is due."""
        return self.seconds >= self._limit

    def check_judging(self) -> None:
        """Do nothing while an answer may be judged.

        Raises:
            OutOfTimeError: The run takes too long.
        """
        if self.seconds >= self._limit + SECONDS_FOR_JUDGING:
            raise OutOfTimeError
