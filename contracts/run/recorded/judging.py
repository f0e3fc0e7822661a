"""Judges the exchanges of an operation batch by batch, by the checks of a run."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from contracts.checks.all_checks import CHECKS, Check
from contracts.checks.http import conditional
from contracts.checks.responses import rules
from contracts.checks.sequences import (
    guessed_pages,
    page_links,
    pagination_walk,
    polling,
    safe_repeatable,
    thing_vanishes,
)
from contracts.http.messages.redaction import Redactor
from contracts.http.requests.credentials import credential_fields
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.coverage import Coverage, CoverageItem, coverage_of
from contracts.results.finding import ReportedFinding, finding_id
from contracts.results.report import OperationReport
from contracts.results.verdict import CheckResult, Tally
from contracts.run.judging import judged_report, report_findings
from contracts.run.recorded.secrets import redactor_of
from openapi.contract import Contract, Operation
from openapi.rules.outcome import Outcome

MAX_FINDINGS = 1000
"""Different findings of one operation that are reported; what they break is counted in any case."""


@dataclass(slots=True)
class OperationTally:
    """The results of one operation so far."""

    exchanges: int = 0  # number of exchanges that were judged
    seconds: float = 0.0  # how long their answers took together
    results: Tally = field(default_factory=Tally)  # the results by rule
    # The first finding of each id, with its count.
    findings: dict[str, ReportedFinding] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)  # what the exchanges have covered

    def add_findings(self, counts: Mapping[str, int], found: Mapping[str, ReportedFinding]) -> None:
        """Count findings.

        `counts` has how often each id was found; `found` has the findings of ids that were not
        known before.
        """
        for key, count in counts.items():
            known = self.findings.get(key)
            if known is not None:
                self.findings[key] = replace(known, count=known.count + count)
            elif key in found and len(self.findings) < MAX_FINDINGS:
                self.findings[key] = replace(found[key], count=count)


def merged(one: Coverage, other: Coverage) -> Coverage:
    """Return what two parts of the exchanges of an operation have covered together."""
    return Coverage(
        statuses=_either(one.statuses, other.statuses),
        parameters=_either(one.parameters, other.parameters),
        enum_values=_either(one.enum_values, other.enum_values),
        is_cut=one.is_cut or other.is_cut,
    )


def _either(
    one: tuple[CoverageItem, ...], other: tuple[CoverageItem, ...]
) -> tuple[CoverageItem, ...]:
    if not one:
        return other
    pairs = zip(one, other, strict=True)
    return tuple(
        replace(first, is_covered=first.is_covered or second.is_covered) for first, second in pairs
    )


SEQUENCES = frozenset(
    module.ID
    for module in (
        conditional,
        guessed_pages,
        pagination_walk,
        page_links,
        polling,
        rules,
        safe_repeatable,
        thing_vanishes,
    )
)
"""Checks that compare answers, and so need the earlier ones."""


class OperationJudge:
    """The judgements on one operation so far."""

    def __init__(self, contract: Contract, operation: Operation, rule_sets: frozenset[str]) -> None:
        self._empty = Evidence(
            contract=contract, operation=operation, observations=(), rule_sets=rule_sets
        )
        self._tally = OperationTally()

    def add(self, earlier: Sequence[Observation], new: Sequence[Observation]) -> None:
        """Judge a batch.

        The earlier observations were judged before; both are in order.
        """
        fresh = replace(self._empty, observations=tuple(new))
        whole = replace(self._empty, observations=(*earlier, *new))
        before = replace(self._empty, observations=tuple(earlier))
        results: list[CheckResult] = []
        for check in CHECKS:
            is_added = check.id in SEQUENCES and before.observations
            results += _added(check, whole, before) if is_added else check.judge(fresh)
        self._tally.exchanges += len(new)
        self._tally.seconds += sum(seen.exchange.elapsed_seconds for seen in new)
        self._tally.results.add(results)
        self._tally.coverage = merged(self._tally.coverage, coverage_of(fresh))
        self._add_findings(whole, results)

    def _add_findings(self, evidence: Evidence, results: Sequence[CheckResult]) -> None:
        api, operation = evidence.contract.api, evidence.operation
        by_id: dict[str, list[CheckResult]] = {}
        for result in results:
            if result.finding is not None:
                key = finding_id(api, operation.id, result.finding)
                by_id.setdefault(key, []).append(result)
        unknown = [
            result
            for key, found in by_id.items()
            if key not in self._tally.findings
            for result in found
        ]
        reported: Mapping[str, ReportedFinding] = {}
        if unknown and len(self._tally.findings) < MAX_FINDINGS:
            exchanges = {seen.exchange.number: seen.exchange for seen in evidence.observations}
            fields = credential_fields(evidence.contract, operation)
            redactor = redactor_of(exchanges.values(), fields)
            found = report_findings(evidence, unknown, exchanges, redactor)
            reported = {each.id: each for each in found}
        self._tally.add_findings({key: len(found) for key, found in by_id.items()}, reported)

    def report(self) -> tuple[OperationReport, tuple[ReportedFinding, ...]]:
        """Return the report on the operation, and its findings."""
        report = replace(
            judged_report(self._empty, self._tally.results, Redactor()),
            exchanges=self._tally.exchanges,
            seconds=self._tally.seconds,
            coverage=self._tally.coverage,
        )
        return report, tuple(self._tally.findings.values())


def _added(check: Check, whole: Evidence, before: Evidence) -> Iterator[CheckResult]:
    """Yield the results on the whole without those that were given before."""
    given = Counter(_kind(result) for result in check.judge(before))
    left = given.total()
    for result in check.judge(whole):
        # Most checks judge in order, so the given results come first.
        kind = _kind(result) if left else None
        if kind and given[kind]:
            given[kind] -= 1
            left -= 1
        else:
            yield result


def _kind(result: CheckResult) -> tuple[str, Outcome, str, int]:
    finding = result.finding
    place = (finding.key, finding.exchange) if finding else ("", 0)
    return result.rule, result.outcome, *place
