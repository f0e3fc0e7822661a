"""What a fuzz run has found: each kind once, its witness on disk from the first moment on."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from contracts.checks.catalogue import rule_ids
from contracts.http.messages.exchange import Exchange, Request
from contracts.observations.evidence import Evidence
from contracts.results.baseline import KnownFinding
from contracts.results.finding import ORDER, ReportedFinding, finding_id
from contracts.results.verdict import CheckResult, Verdict
from contracts.run.judging import report_findings
from contracts.run.rule_selection import Selection
from contracts.witnesses.creation import WitnessContext, build_witness, create_witness
from contracts.witnesses.witness import write_witness
from openapi.contract import Severity
from openapi.rules.outcome import Outcome


class OnFinding(Protocol):
    """Is told of what is found."""

    def __call__(self, found: ReportedFinding, /) -> None:
        """Take a finding whose witness lies on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFilter:
    """What is worth a run's while.

    Attributes:
        selection: Rules that are spoken of.
        bad: Severities that fail the run: these are shrunk, kept and written down.
        known: Findings that are put up with, by identity.
        witnesses: Where witnesses go.
    """

    selection: Selection
    bad: frozenset[Severity]
    known: Mapping[str, KnownFinding]
    witnesses: Path


@dataclass(slots=True)
class _FindingGroup:
    """One kind of finding, and the shortest request that shows it."""

    found: ReportedFinding
    evidence: Evidence
    exchange: Exchange
    is_new: bool
    is_shown_again: bool = False


@dataclass(slots=True)
class _Count:
    passes: int = 0
    fails: int = 0
    worst: Severity = Severity.INFO
    reasons: Counter[str] = field(default_factory=Counter)


class FindingStore:
    """The findings on one API."""

    def __init__(self, stage: WitnessContext, interest: FindingFilter, announce: OnFinding) -> None:
        """Take how a finding is shown again, what counts, and who is told."""
        self._stage = stage
        self._interest = interest
        self._announce = announce
        self._kinds: dict[str, _FindingGroup] = {}
        self._counts: dict[str, dict[str, _Count]] = {}
        self._told: frozenset[str] = frozenset(interest.known)

    @property
    def all(self) -> tuple[ReportedFinding, ...]:
        """Every kind of finding so far."""
        return tuple(kind.found for kind in self._kinds.values())

    @property
    def new(self) -> int:
        """How many of them are new and fail the run."""
        return sum(kind.is_new for kind in self._kinds.values())

    def add(self, evidence: Evidence, judgements: Iterable[CheckResult], *, is_replay: bool) -> str:
        """Count what is said of one exchange; return which finding is worth to be shrunk.

        Args:
            evidence: The one exchange.
            judgements: What is said of it.
            is_replay: Whether an entry of the corpus is asked what it still shows.
        """
        shown: list[str] = []
        [exchange] = [seen.exchange for seen in evidence.observations]
        for judgement in judgements:
            if not self._interest.selection.covers(judgement.rule):
                continue
            self._count(evidence.operation.id, judgement)
            finding = judgement.finding
            if finding is None:
                continue
            key = finding_id(evidence.contract.api, evidence.operation.id, finding)
            self._keep(key, evidence, judgement, exchange)
            if finding.severity in self._interest.bad and (is_replay or key not in self._told):
                shown.append(key)
        return shown[0] if shown else ""

    def confirm(self, stage: WitnessContext) -> None:
        """Show once more what a round has found, and look for other things from here on.

        Raises:
            BudgetExhausted: A budget is used up.
        """
        self._told |= self._kinds.keys()
        for kind in self._kinds.values():
            if not kind.is_new or kind.is_shown_again:
                continue
            kind.is_shown_again = True
            operation = kind.evidence.operation.id
            witness = create_witness(
                kind.found, replace(stage, evidence={operation: kind.evidence})
            )
            if witness is not None:
                path = write_witness(witness, self._interest.witnesses)
                kind.found = replace(kind.found, exchanges=witness.steps, witness=str(path))

    def verdicts(self, evidence: Evidence) -> tuple[Verdict, ...]:
        """Return what became of each rule of one operation."""
        counts = self._counts.get(evidence.operation.id, {})
        due = [rule for rule in rule_ids(evidence) if self._interest.selection.covers(rule)]
        return tuple(
            replace(verdict, reason=self._stage.redactor.text(verdict.reason))
            for rule in dict.fromkeys([*due, *counts])
            for verdict in [_verdict(rule, counts.get(rule, _Count()))]
        )

    def _keep(
        self, key: str, evidence: Evidence, judgement: CheckResult, exchange: Exchange
    ) -> None:
        kind = self._kinds.get(key)
        if kind is not None:
            kind.found = replace(kind.found, count=kind.found.count + 1)
            if _length(exchange.request) >= _length(kind.exchange.request):
                return
        numbers = {exchange.number: exchange}
        [found] = report_findings(evidence, [judgement], numbers, self._stage.redactor)
        entry = self._interest.known.get(key)
        is_new = entry is None and found.finding.severity in self._interest.bad
        found = replace(
            found,
            count=kind.found.count if kind else 1,
            accepted=entry.why if entry else "",
        )
        if is_new:
            witness = build_witness(found, self._stage, [exchange], 0)
            path = write_witness(witness, self._interest.witnesses)
            found = replace(found, witness=str(path))
        self._kinds[key] = _FindingGroup(
            found=found, evidence=evidence, exchange=exchange, is_new=is_new
        )
        if is_new and kind is None:
            self._announce(found)

    def _count(self, operation: str, judgement: CheckResult) -> None:
        counts = self._counts.setdefault(operation, {})
        count = counts.setdefault(judgement.rule, _Count())
        match judgement.outcome:
            case Outcome.PASS:
                count.passes += 1
            case Outcome.FAIL:
                count.fails += 1
                if judgement.finding is not None:
                    severities = (count.worst, judgement.finding.severity)
                    count.worst = min(severities, key=ORDER.__getitem__)
            case _:
                count.reasons[judgement.reason] += 1


def _verdict(rule: str, count: _Count) -> Verdict:
    outcome = (
        Outcome.FAIL if count.fails else Outcome.PASS if count.passes else Outcome.NOT_EXERCISED
    )
    [(reason, _)] = count.reasons.most_common(1) or [("no exchange to judge was seen", 0)]
    return Verdict(
        rule=rule,
        outcome=outcome,
        severity=count.worst,
        passes=count.passes,
        fails=count.fails,
        reason=reason if outcome is Outcome.NOT_EXERCISED else "",
    )


def _length(request: Request) -> int:
    heads = sum(len(name) + len(value) for name, value in request.headers)
    return len(request.method) + len(request.target) + heads + len(request.body)
