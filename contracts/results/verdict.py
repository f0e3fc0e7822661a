"""The verdict on every rule of an operation: pass, fail, or not exercised.

A rule that had no exchange to judge does not pass; it is not exercised.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache

from contracts.results.finding import ORDER, Finding
from openapi.contract import Severity
from openapi.rules.outcome import Outcome

NOTHING_SEEN = "no request or answer of the kind that it checks was seen"
"""Why a rule was not exercised of which no check says anything."""

MAX_REASONS = 1000  # different reasons of one rule that are counted


def failing_severities(*, is_strict: bool) -> frozenset[Severity]:
    """Return the severities of findings that fail a run: errors, and warnings if it is strict.

    Labels, reports and exit codes all ask here.
    """
    return frozenset({Severity.ERROR, *([Severity.WARNING] if is_strict else [])})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The result of one check or rule for one exchange, or for one value in it."""

    rule: str  # id of the check or of the contract's rule
    outcome: Outcome
    finding: Finding | None = None  # what is wrong; None unless it failed
    reason: str = ""  # why it was not exercised; empty if it was


@cache
def passed(rule: str) -> CheckResult:
    """Return a result without a finding."""
    return CheckResult(rule=rule, outcome=Outcome.PASS)


def failed(finding: Finding) -> CheckResult:
    """Return a result with a finding."""
    return CheckResult(rule=finding.rule, outcome=Outcome.FAIL, finding=finding)


@lru_cache(maxsize=1024)
def not_exercised(rule: str, reason: str) -> CheckResult:
    """Return the result of a rule that could not be judged."""
    return CheckResult(rule=rule, outcome=Outcome.NOT_EXERCISED, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of one rule for one operation over the whole run."""

    rule: str  # id of the check or of the contract's rule
    outcome: Outcome  # fail if it failed once; else pass if it passed once
    severity: Severity = Severity.INFO  # the worst severity among its findings; `info` without any
    passes: int = 0  # how often it passed
    fails: int = 0  # how often it failed
    reason: str = ""  # the most frequent reason why it was not exercised; empty if it was

    def fails_run(self, failing: Collection[Severity]) -> bool:
        """Whether it fails a run that fails by findings of these severities."""
        return self.outcome is Outcome.FAIL and self.severity in failing

    @property
    def label(self) -> str:
        """Pass, fail, not exercised, or the severity of findings that are no errors."""
        match self.outcome:
            case Outcome.FAIL:
                return "fail" if self.severity is Severity.ERROR else self.severity.value
            case Outcome.PASS:
                return "pass"
            case _:
                return self.outcome.value


@lru_cache(maxsize=1024)
def unexercised(rule: str, reason: str) -> Verdict:
    """Return the verdict on a rule that was not exercised: most are, of most operations."""
    return Verdict(rule=rule, outcome=Outcome.NOT_EXERCISED, reason=reason)


@dataclass(slots=True)
class _RuleTally:
    """The results of one rule so far."""

    passes: int = 0
    fails: int = 0
    worst: Severity = Severity.INFO
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, result: CheckResult) -> None:
        if result.outcome is Outcome.PASS:
            self.passes += 1
        elif result.outcome is Outcome.FAIL:
            self.fails += 1
            if result.finding is not None:
                severities = (self.worst, result.finding.severity)
                self.worst = min(severities, key=ORDER.__getitem__)
        elif result.reason in self.reasons or len(self.reasons) < MAX_REASONS:
            self.reasons[result.reason] += 1

    def verdict(self, rule: str) -> Verdict:
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


class Tally:
    """Counts the results on one operation, however many there are."""

    def __init__(self) -> None:
        self._rules: dict[str, _RuleTally] = {}

    def add(self, results: Iterable[CheckResult]) -> None:
        """Count results."""
        for result in results:
            tally = self._rules.get(result.rule)
            if tally is None:
                tally = self._rules[result.rule] = _RuleTally()
            tally.add(result)

    def verdicts(self, rules: Iterable[str]) -> tuple[Verdict, ...]:
        """Return one verdict per rule: `rules` in order, then others that have results."""
        every = dict.fromkeys([*rules, *self._rules])
        return tuple(
            self._rules[rule].verdict(rule)
            if rule in self._rules
            else unexercised(rule, NOTHING_SEEN)
            for rule in every
        )
