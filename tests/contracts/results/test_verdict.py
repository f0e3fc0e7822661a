"""Tests of verdicts."""

from contracts.results.finding import Finding
from contracts.results.verdict import failed, not_exercised, passed, verdicts
from openapi.contract import Severity


def wrong(severity=Severity.ERROR, rule="a"):
    """Return a failed judgement."""
    return failed(Finding(rule=rule, severity=severity, message="m"))


def one(*judgements):
    """Return the verdict on rule `a`."""
    return verdicts(["a"], judgements)[0]


def test_a_rule_that_met_nothing_is_not_green():
    """Without a judgement there is no pass."""
    verdict = one()

    assert (verdict.label, verdict.reason) == ("not exercised", "nothing to judge was seen")


def test_one_pass_is_enough_to_pass():
    """What could not be judged elsewhere does not matter."""
    verdict = one(not_exercised("a", "r"), passed("a"))

    assert (verdict.label, verdict.passes, verdict.reason) == ("pass", 1, "")


def test_one_fail_is_enough_to_fail():
    """A rule holds always, or it does not hold."""
    verdict = one(passed("a"), wrong(), passed("a"))

    assert (verdict.label, verdict.passes, verdict.fails, verdict.fails_run) == ("fail", 2, 1, True)


def test_a_lesser_finding_does_not_fail():
    """A warning is told by its own word."""
    verdict = one(passed("a"), wrong(Severity.WARNING))

    assert (verdict.label, verdict.fails_run) == ("warning", False)


def test_the_worst_severity_counts():
    """An error among warnings is an error."""
    assert one(wrong(Severity.INFO), wrong(), wrong(Severity.WARNING)).severity == "error"


def test_the_most_frequent_reason_is_told():
    """Not exercised, because of this, mostly."""
    reasons = [not_exercised("a", "rare"), *[not_exercised("a", "often")] * 2]

    assert one(*reasons).reason == "often"


def test_every_rule_that_is_due_gets_a_verdict():
    """Due rules come in order; rules that nobody announced follow."""
    found = verdicts(["b", "a"], [passed("c"), passed("a")])

    assert [(v.rule, v.label) for v in found] == [
        ("b", "not exercised"), ("a", "pass"), ("c", "pass"),
    ]  # fmt: skip


def test_a_million_reasons_are_counted_once():
    """A list of sparse records gives a reason for every record of every page."""
    reasons = [not_exercised("a", f"without {n}") for n in range(300_000)]

    assert one(*reasons, not_exercised("a", "without 7")).reason == "without 7"
