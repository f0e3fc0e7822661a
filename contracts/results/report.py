"""Everything a run found out, as one value: what reports lay out and exit codes are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

from contracts.http.client.limits import TrafficStats
from contracts.results.coverage import Coverage
from contracts.results.finding import ReportedFinding
from contracts.results.verdict import Outcome, Verdict
from openapi.contract import Severity

_SEEN = "success-seen"
"""The check without which nothing is proved."""


class ExitCode(IntEnum):
    """How the command ends."""

    OK = 0
    FINDINGS = 1
    COULD_NOT_RUN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationReport:
    """What was found out about one operation.

    Attributes:
        api: Short name of the API.
        id: The operation's id.
        method: In capitals.
        path: Base path and template.
        verdicts: One per rule.
        exchanges: How many requests were made for it, or led to it.
        skipped_reason: Why it was not called; empty where it was.
        contract: File and line of the contract.
        source: Where the documents describe it.
        coverage: What of it was met.
        cut: Why not everything was sent or judged, one clause that names the option; else empty.
    """

    api: str
    id: str
    method: str
    path: str
    verdicts: tuple[Verdict, ...] = ()
    exchanges: int = 0
    skipped_reason: str = ""
    contract: str = ""
    source: str = ""
    coverage: Coverage = field(default_factory=Coverage)
    cut: str = ""

    def verdict(self, rule: str) -> Verdict | None:
        """Return the verdict on one rule."""
        return next((verdict for verdict in self.verdicts if verdict.rule == rule), None)

    @property
    def unverified_reason(self) -> str:
        """Why the operation does not pass although nothing is wrong; empty where it passes."""
        seen = self.verdict(_SEEN)
        if self.skipped_reason:
            return ""
        if seen is None or seen.outcome is not Outcome.NOT_EXERCISED:
            return self.cut
        return seen.reason if not self.cut else f"{seen.reason}; {self.cut}"

    @property
    def label(self) -> str:
        """One word for the operation: pass, fail, not exercised, or left out."""
        if self.skipped_reason:
            return "left out"
        if any(verdict.fails_run for verdict in self.verdicts):
            return "fail"
        return "not exercised" if self.unverified_reason else "pass"


def unproved_by(report: OperationReport, reason: str) -> OperationReport:
    """Return the report on an operation that is not proved, whatever its answers were."""
    seen = Verdict(rule=_SEEN, outcome=Outcome.NOT_EXERCISED, reason=reason)
    rest = (verdict for verdict in report.verdicts if verdict.rule != _SEEN)
    return replace(report, verdicts=(seen, *rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleReport:
    """What became of the contract's own examples.

    Attributes:
        passed: How many satisfy the contract.
        failed: How many do not.
        skipped: How many are not judged, as the documents show them as placeholders.
    """

    passed: int = 0
    failed: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything a run found out.

    Attributes:
        targets: Base URL by API.
        profile: Name of the profile.
        seed: The run's seed.
        sets: Opt-in sets of rules that were judged.
        readings: Chosen reading by discrepancy id, where it is not the default.
        examples: The contract's own examples.
        operations: In the order of the contracts.
        findings: Worst first.
        tally: What went through the door.
        is_unsafe: Whether requests could change something.
        is_strict: Whether warnings fail the run.
        repeat: Options that another run needs to be about the same, ready for a shell.
        notes: What did not go as planned, one sentence each.
        seconds: How long the run took.
        resolved: Known findings that were not seen, one line each.
        files: Path of each contract by the name of its file.
        texts: Text of each contract by the name of its file, where it is at hand.
    """

    targets: Mapping[str, str]
    profile: str
    seed: int
    sets: frozenset[str] = frozenset()
    readings: Mapping[str, str] = field(default_factory=dict)
    examples: ExampleReport = field(default_factory=ExampleReport)
    operations: tuple[OperationReport, ...] = ()
    findings: tuple[ReportedFinding, ...] = ()
    tally: TrafficStats = field(default_factory=TrafficStats)
    is_unsafe: bool = False
    is_strict: bool = False
    repeat: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    resolved: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    def lines_of(self, name: str) -> tuple[str, ...]:
        """Return the lines of a contract's file; none where they are not at hand."""
        return tuple(self.texts.get(name, "").splitlines())

    def count(self, severity: Severity) -> int:
        """Return how many different findings there are of a severity, known ones left out."""
        return sum(
            found.finding.severity is severity for found in self.findings if not found.accepted
        )

    @property
    def exit_code(self) -> ExitCode:
        """How the command ends: an operation that is not proved does not pass."""
        bad = self.count(Severity.ERROR) or (self.is_strict and self.count(Severity.WARNING))
        unproved = any(operation.unverified_reason for operation in self.operations)
        tested = any(not operation.skipped_reason for operation in self.operations)
        return ExitCode.FINDINGS if bad or unproved or not tested else ExitCode.OK
