"""The units of a fuzz run: a round of all operations after the other, until the time is up."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from contracts.fuzz.fuzz_run import Stopwatch
from contracts.http.clock import Clock
from contracts.http.requests.targets import Target
from contracts.results.finding import ReportedFinding
from contracts.results.merging.merge import merged_findings
from contracts.results.merging.operations import merged_operations
from contracts.results.report import OperationReport, Report
from contracts.run.parallel.planning import plan_fuzz_round
from contracts.run.parallel.schedule import Schedule
from contracts.run.parallel.units import Partial, Unit
from contracts.run.settings.fuzz import FuzzSettings

TIME_IS_UP = "the time is up"  # why a run ends as planned


class FuzzSchedule(Schedule):
    """Adds the next round when the one before has been begun, and keeps what all have found.

    Attributes:
        by_operation: The reports so far, by API and operation.
        answers: How many answers there were so far, by API and operation.
        busy: How many of them were those of a busy server.
        findings: The findings so far.
        notes: What could not be generated, one sentence each.
        watch: The time of the run.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a run consists of
        self,
        targets: Sequence[Target],
        settings: FuzzSettings,
        clock: Clock,
        on_finding: Callable[[ReportedFinding], None],
        rounds: int = 0,
        known: Iterable[str] = (),
    ) -> None:
        """Begin before the first round.

        `on_finding` is called with each finding that is new to the run and fails it; rounds are
        without limit if 0. Workers that do not know the accepted findings count them.
        """
        super().__init__()
        self._targets, self._settings = targets, settings
        self.watch = Stopwatch(clock, settings.seconds)
        self._on_finding = on_finding
        self._rounds = rounds
        self._known = frozenset(known)
        self._turn = 0
        self._begun = 0
        self.by_operation: dict[tuple[str, str], OperationReport] = {}
        self.answers = Counter[tuple[str, str]]()
        self.busy = Counter[tuple[str, str]]()
        self.findings: tuple[ReportedFinding, ...] = ()
        self.notes: dict[str, None] = {}

    def next(self) -> Unit | None:
        """Return the unit to begin now, with the findings so far; None if none may be begun."""
        if self.watch.is_over:
            self.end()
        if not self.waiting and self._has_more:
            units = plan_fuzz_round(self._targets, self._settings, self._turn, self._begun + 1)
            self.add(units)
            self._begun += len(units)
            self._turn += 1
        unit = super().next()
        known = (*self._known, *(found.id for found in self.findings))
        return unit and replace(unit, settled=known)

    @property
    def _has_more(self) -> bool:
        """Whether a round may follow."""
        return not self.is_stopped and not 0 < self._rounds <= self._turn

    @property
    def is_over(self) -> bool:
        """Whether nothing is being done, and nothing follows."""
        return super().is_over and not self._has_more

    def finish(self, partial: Partial) -> None:
        """Take a result into what the run has found; a unit counts once."""
        unit = self.running.get(partial.number)
        if unit is not None:
            self._keep(partial.report)
            key = (unit.api, unit.operations[0])
            self.answers[key] += partial.reached.answers
            self.busy[key] += partial.reached.busy
        # Results of any number of rounds are kept as one, so that memory does not grow.
        super().finish(replace(partial, report=replace(partial.report, findings=(), operations=())))

    def _keep(self, report: Report) -> None:
        for each in report.operations:
            key = (each.api, each.id)
            before = self.by_operation.get(key)
            [self.by_operation[key]] = merged_operations([before, each] if before else [each])
        before_ids = {found.id for found in self.findings}
        so_far = Report(
            targets={}, profile=report.profile, seed=report.seed, findings=self.findings
        )
        self.findings = merged_findings([so_far, report], tuple(self.by_operation.values()))
        self.notes |= dict.fromkeys(report.notes)
        for found in self.findings:
            is_failing = found.finding.severity in self._settings.failing
            if found.id not in before_ids | self._known and is_failing and not found.accepted:
                self._on_finding(found)

    def end(self) -> None:
        """Begin no unit any more, since the run has had its time."""
        self.stop(TIME_IS_UP)

    @property
    def new(self) -> int:
        """How many findings are new and fail the run."""
        return sum(
            not found.accepted and found.finding.severity in self._settings.failing
            for found in self.findings
        )
