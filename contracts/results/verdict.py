"""The verdict on every rule of an operation: pass, fail, or not exercised.

A rule that had no exchange to judge does not pass; it is not exercised.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from contracts.results.finding import ORDER, Finding
from openapi.contract import Severity
from openapi.rules.outcome import Outcome

NOTHING_SEEN = "no exchange to judge was seen"
"""Why a rule was not exercised of which no check says anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The result of one check or rule for one exchange, or for one value in it.

    Attributes:
        rule: Id of the check or of the contract's rule.
        finding: What is wrong; None unless it failed.
        reason: Why it was not exercised; empty if it was.
    """

    rule: str
    outcome: Outcome
    finding: Finding | None = None
    reason: str = ""


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
    """The outcome of one rule for one operation over the whole run.

    Attributes:
        rule: Id of the check or of the contract's rule.
        outcome: Fail if it failed once; else pass if it passed once.
        severity: The worst severity among its findings; `info` without any.
        passes: How often it passed.
        fails: How often it failed.
        reason: The most frequent reason why it was not exercised; empty if it was.
    """

    rule: str
    outcome: Outcome
    severity: Severity = Severity.INFO
    passes: int = 0
    fails: int = 0
    reason: str = ""

    @property
    def fails_run(self) -> bool:
        """Whether it fails the run."""
        return self.outcome is Outcome.FAIL and self.severity is Severity.ERROR

    @property
    def label(self) -> str:
        """Pass, fail, not exercised, or the severity of a finding that does not fail the run."""
        match self.outcome:
            case Outcome.FAIL:
                return "fail" if self.fails_run else self.severity.value
            case Outcome.PASS:
                return "pass"
            case _:
                return self.outcome.value


def verdicts(rules: Iterable[str], judgements: Iterable[CheckResult]) -> tuple[Verdict, ...]:
    """Return one verdict per rule: `rules` in order, then other rules that have results."""
    by_rule: dict[str, list[CheckResult]] = {rule: [] for rule in rules}
    for judgement in judgements:
        by_rule.setdefault(judgement.rule, []).append(judgement)
    return tuple(_verdict(rule, found) for rule, found in by_rule.items())


def _verdict(rule: str, judgements: list[CheckResult]) -> Verdict:
    fails = [j for j in judgements if j.outcome is Outcome.FAIL]
    passes = sum(j.outcome is Outcome.PASS for j in judgements)
    reasons = [j.reason for j in judgements if j.reason]
    severities = [j.finding.severity for j in fails if j.finding]
    outcome = Outcome.FAIL if fails else Outcome.PASS if passes else Outcome.NOT_EXERCISED
    return Verdict(
        rule=rule,
        outcome=outcome,
        severity=min(severities, key=ORDER.__getitem__, default=Severity.INFO),
        passes=passes,
        fails=len(fails),
        reason=_most_frequent(reasons) if outcome is Outcome.NOT_EXERCISED else "",
    )


def _most_frequent(reasons: Sequence[str]) -> str:
    """Return the most frequent reason; of equally frequent ones the first."""
    counted = Counter(reasons).most_common(1)
    return counted[0][0] if counted else NOTHING_SEEN
