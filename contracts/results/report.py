"""The result of a run as one value, from which reports and exit codes are made."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from signal import SIGINT, SIGTERM

from contracts.http.client.limits import TrafficStats
from contracts.results.coverage import Coverage
from contracts.results.finding import ReportedFinding
from contracts.results.gathering import occurrences_of
from contracts.results.recording import RecordingStats
from contracts.results.verdict import NOTHING_SEEN, Verdict, failing_severities
from openapi.contract import Contract, Severity
from openapi.rules.outcome import Outcome

_SEEN = "success-seen"
"""The check that an operation needs to pass before anything about it is proved."""


class ExitCode(IntEnum):
    """The exit code of a command."""

    OK = 0
    FINDINGS = 1
    COULD_NOT_RUN = 2
    INTERRUPTED = 128 + SIGINT
    TERMINATED = 128 + SIGTERM


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationReport:
    """The result of one operation."""

    api: str  # short name of the API
    id: str
    method: str  # in capitals
    path: str  # base path and template
    verdicts: tuple[Verdict, ...] = ()  # one per rule
    exchanges: int = 0  # number of requests that belong to it
    skipped_reason: str = ""  # why it was not called; empty if it was
    contract: str = ""  # file and line of the contract
    source: str = ""  # the documentation of the operation
    coverage: Coverage = field(default_factory=Coverage)
    # Why not everything was sent or judged, one clause that names the option; else empty.
    cut: str = ""
    # What to do if it is not proved, one sentence; empty if nothing is known to help.
    advice: str = ""
    seconds: float = 0.0  # how long its answers took together
    place: int = 0  # its place in the document, from 0

    def verdict(self, rule: str) -> Verdict | None:
        """Return the verdict on one rule."""
        return next((verdict for verdict in self.verdicts if verdict.rule == rule), None)

    @property
    def unverified_reason(self) -> str:
        """Why the operation is not proved although it has no findings; empty if it is proved."""
        seen = self.verdict(_SEEN)
        if self.skipped_reason:
            return ""
        if seen is None or seen.outcome is not Outcome.NOT_EXERCISED:
            return self.cut
        if self.cut and seen.reason == NOTHING_SEEN:
            return self.cut
        return seen.reason if not self.cut else f"{seen.reason}; {self.cut}"

    @property
    def is_judged(self) -> bool:
        """Whether anything about it was judged."""
        exercised = (each.outcome is not Outcome.NOT_EXERCISED for each in self.verdicts)
        return self.coverage != Coverage() or any(exercised)

    def label_for(self, failing: Collection[Severity]) -> str:
        """Return the operation's verdict: pass, fail, not exercised, or left out.

        `failing` has the severities of findings that fail the run.
        """
        if self.skipped_reason:
            return "left out"
        if any(verdict.fails_run(failing) for verdict in self.verdicts):
            return "fail"
        return Outcome.NOT_EXERCISED if self.unverified_reason else "pass"


def with_examples(
    operation: OperationReport, label: str, failing: Mapping[tuple[str, str], Sequence[str]]
) -> str:
    """Return the verdict of an operation, of which `label` is the one on its answers.

    `failing` is what `Report.failing_examples` returns.
    """
    is_failed = label != "left out" and (operation.api, operation.id) in failing
    return "fail" if is_failed else label


def with_places(
    reports: Iterable[OperationReport], contract: Contract
) -> tuple[OperationReport, ...]:
    """Return reports on operations of one contract, with their places in its document."""
    places = {operation.id: place for place, operation in enumerate(contract.operations)}
    return tuple(replace(report, place=places.get(report.id, 0)) for report in reports)


def unproved_by(report: OperationReport, reason: str) -> OperationReport:
    """Return the report with the operation as not proved, for this reason."""
    seen = Verdict(rule=_SEEN, outcome=Outcome.NOT_EXERCISED, reason=reason)
    rest = (verdict for verdict in report.verdicts if verdict.rule != _SEEN)
    return replace(report, verdicts=(seen, *rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleReport:
    """How many of the contract's own examples are valid, invalid, or skipped as placeholders."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of a run."""

    targets: Mapping[str, str]  # base URL by API
    profile: str  # name of the profile
    seed: int
    sets: frozenset[str] = frozenset()  # names of the opt-in rule sets that were judged
    # Chosen reading by discrepancy id, where it is not the default.
    readings: Mapping[str, str] = field(default_factory=dict)
    examples: ExampleReport = field(default_factory=ExampleReport)
    operations: tuple[OperationReport, ...] = ()  # in the order of the contracts
    findings: tuple[ReportedFinding, ...] = ()  # worst first
    tally: TrafficStats = field(default_factory=TrafficStats)
    is_unsafe: bool = False  # whether requests were allowed to change state on the server
    is_strict: bool = False  # whether warnings fail the run
    repeat: tuple[str, ...] = ()  # options that repeat the run, quoted for a shell
    notes: tuple[str, ...] = ()  # what did not go as planned, one sentence each
    seconds: float = 0.0  # duration of the run
    started: datetime | None = None  # when the run began; None if it could not run
    stop_signal: int = 0  # the signal that interrupted the run; 0 if none did
    # Whether there was nothing to check, as no chosen operation has changed.
    is_nothing_chosen: bool = False
    unchosen: tuple[str, ...] = ()  # operations that the options leave out, each as `API OPERATION`
    # The URL to check instead by API whose base path is probably wrong; the text is empty where it
    # is not known.
    right_urls: Mapping[str, str] = field(default_factory=dict)
    error: str = ""  # why the command could not run, several lines; empty if it could
    resolved: tuple[str, ...] = ()  # known findings that were not seen again, one line each
    # Path of each contract by the name of its file.
    files: Mapping[str, str] = field(default_factory=dict)
    # Text of each contract by the name of its file, as far as available.
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    # Hash of each contract by the name of its file, of a report that was read; what `texts` has
    # comes before it.
    hashes: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_verbose: bool = False  # whether the text report shows every finding and operation in full
    is_cut: bool = True  # whether the text report is shortened to one screen of a terminal
    # What was read instead of sent; None for a run that sends.
    recording: RecordingStats | None = None
    # Words of the command that does the same again; empty for `contracts check`.
    command: tuple[str, ...] = ()

    def lines_of(self, name: str) -> tuple[str, ...]:
        """Return the lines of a contract's file; none where they are not available."""
        return tuple(self.texts.get(name, "").splitlines())

    def count(self, severity: Severity) -> int:
        """Return the number of different findings of a severity, without accepted ones."""
        return sum(
            found.finding.severity is severity for found in self.findings if not found.accepted
        )

    @property
    def failing(self) -> frozenset[Severity]:
        """Severities of findings that fail the run."""
        return failing_severities(is_strict=self.is_strict)

    def is_failed_by(self, found: ReportedFinding) -> bool:
        """Whether a finding fails the run."""
        return not found.accepted and found.finding.severity in self.failing

    def label_of(self, operation: OperationReport) -> str:
        """Return the verdict of an operation in this run."""
        return with_examples(operation, operation.label_for(self.failing), self.failing_examples())

    def labels(self) -> tuple[str, ...]:
        """Return the verdict of every operation, in their order."""
        failing, examples = self.failing, self.failing_examples()
        return tuple(
            with_examples(each, each.label_for(failing), examples) for each in self.operations
        )

    def failing_examples(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """Return the rules by which an operation's own examples fail the run, sorted.

        They are by API and operation.
        """
        rules: dict[tuple[str, str], set[str]] = {}
        for found in self.findings:
            # What was sent has a command that sends it again.
            if not found.curl and self.is_failed_by(found):
                for each in occurrences_of(found):
                    rules.setdefault((found.api, each.operation), set()).add(found.finding.rule)
        return {place: sorted(names) for place, names in rules.items()}

    def unproved(self) -> Mapping[tuple[str, str], Sequence[OperationReport]]:
        """Return the operations that are not proved by the reason and the advice, most first."""
        groups: dict[tuple[str, str], list[OperationReport]] = {}
        for each in self.operations:
            if reason := each.unverified_reason:
                groups.setdefault((reason, each.advice), []).append(each)
        return dict(sorted(groups.items(), key=lambda group: -len(group[1])))

    @property
    def exit_code(self) -> ExitCode:
        """The exit code: an operation that is not proved fails the run, as an empty run does."""
        if self.stop_signal:
            return ExitCode.TERMINATED if self.stop_signal == SIGTERM else ExitCode.INTERRUPTED
        if self.error:
            return ExitCode.COULD_NOT_RUN
        bad = any(map(self.is_failed_by, self.findings))
        unproved = any(operation.unverified_reason for operation in self.operations)
        tested = self.is_nothing_chosen or any(
            not operation.skipped_reason for operation in self.operations
        )
        return ExitCode.FINDINGS if bad or unproved or not tested else ExitCode.OK
