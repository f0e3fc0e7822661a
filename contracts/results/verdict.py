"""Pass, fail or not exercised, for every operation and rule.

A rule that never met anything it could judge is not green; nor is an operation whose success
answer was never seen.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contracts.results.finding import ORDER, Finding
from openapi.contract import Severity


class Outcome(StrEnum):
    """What became of a rule."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    NOT_EXERCISED = "not exercised"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What one check or rule says about one exchange, or about one thing in it.

    Attributes:
        rule: Id of the check or of the contract's rule.
        outcome: Pass, fail or not exercised.
        finding: What is wrong, for a fail.
        reason: Why it was not exercised.
    """

    rule: str
    outcome: Outcome
    finding: Finding | None = None
    reason: str = ""


def passed(rule: str) -> CheckResult:
    """Return the judgement that all is well."""
    return CheckResult(rule=rule, outcome=Outcome.PASS)


def failed(finding: Finding) -> CheckResult:
    """Return the judgement that something is wrong."""
    return CheckResult(rule=finding.rule, outcome=Outcome.FAIL, finding=finding)


def not_exercised(rule: str, reason: str) -> CheckResult:
    """Return the judgement that nothing could be judged."""
    return CheckResult(rule=rule, outcome=Outcome.NOT_EXERCISED, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one rule on one operation over the whole run.

    Attributes:
        rule: Id of the check or of the contract's rule.
        outcome: Fail where it failed once; else pass where it was judged once.
        severity: The worst severity among its findings; `info` without any.
        passes: How often it held.
        fails: How often it did not.
        reason: Why it was not exercised, the most frequent reason.
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
        """Pass, fail, not exercised, or the severity of a lesser finding."""
        match self.outcome:
            case Outcome.FAIL:
                return "fail" if self.fails_run else self.severity.value
            case Outcome.PASS:
                return "pass"
            case _:
                return self.outcome.value


def verdicts(rules: Iterable[str], judgements: Iterable[CheckResult]) -> tuple[Verdict, ...]:
    """Return one verdict per rule: those of `rules` in order, then whatever else was judged."""
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
    """Return the reason that was given most often, the first of several."""
    counted = Counter(reasons).most_common(1)
    return counted[0][0] if counted else "nothing to judge was seen"
