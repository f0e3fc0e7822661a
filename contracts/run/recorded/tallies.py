"""What is kept of the judgements on one operation, however many exchanges it has."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from contracts.results.coverage import Coverage, CoverageItem
from contracts.results.finding import ORDER, ReportedFinding
from contracts.results.verdict import NOTHING_SEEN, CheckResult, Verdict
from openapi.contract import Severity
from openapi.rules.outcome import Outcome

MAX_REASONS = 100
"""Different reasons of one rule that are counted."""

MAX_FINDINGS = 1000
"""Different findings of one operation that are reported; what they break is counted in any case."""


@dataclass(slots=True)
class RuleTally:
    """The results of one rule so far."""

    passes: int = 0
    fails: int = 0
    worst: Severity = Severity.INFO
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, result: CheckResult) -> None:
        """Count a result."""
        outcome = result.outcome
        if outcome is Outcome.PASS:
            self.passes += 1
        elif outcome is Outcome.FAIL:
            self.fails += 1
            if result.finding is not None:
                severities = (self.worst, result.finding.severity)
                self.worst = min(severities, key=ORDER.__getitem__)
        elif result.reason in self.reasons or len(self.reasons) < MAX_REASONS:
            self.reasons[result.reason] += 1

    def verdict(self, rule: str) -> Verdict:
        """Return the verdict on the rule, whose id is `rule`."""
        outcome = (
            Outcome.FAIL if self.fails else Outcome.PASS if self.passes else Outcome.NOT_EXERCISED
        )
        [(reason, _)] = self.reasons.most_common(1) or [(NOTHING_SEEN, 0)]
        return Verdict(
            rule=rule,
            outcome=outcome,
            severity=self.worst,
            passes=self.passes,
            fails=self.fails,
            reason=reason if outcome is Outcome.NOT_EXERCISED else "",
        )


@dataclass(slots=True)
class OperationTally:
    """The results of one operation so far.

    Attributes:
        exchanges: Number of exchanges that were judged.
        seconds: How long their answers took together.
        rules: The results by rule.
        findings: The first finding of each id, with its count.
        coverage: What the exchanges have covered.
    """

    exchanges: int = 0
    seconds: float = 0.0
    rules: dict[str, RuleTally] = field(default_factory=dict)
    findings: dict[str, ReportedFinding] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)

    def add(self, results: Iterable[CheckResult]) -> None:
        """Count results."""
        for result in results:
            tally = self.rules.get(result.rule)
            if tally is None:
                tally = self.rules[result.rule] = RuleTally()
            tally.add(result)

    def add_findings(self, counts: Mapping[str, int], found: Mapping[str, ReportedFinding]) -> None:
        """Count findings.

        Args:
            counts: How often each id was found.
            found: The findings of the ids that were not known before.
        """
        for key, count in counts.items():
            known = self.findings.get(key)
            if known is not None:
                self.findings[key] = replace(known, count=known.count + count)
            elif key in found and len(self.findings) < MAX_FINDINGS:
                self.findings[key] = replace(found[key], count=count)

    def verdicts(self, rules: Iterable[str]) -> tuple[Verdict, ...]:
        """Return one verdict per rule: `rules` in order, then others that have results."""
        every = dict.fromkeys([*rules, *self.rules])
        return tuple(self.rules.get(rule, RuleTally()).verdict(rule) for rule in every)


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
