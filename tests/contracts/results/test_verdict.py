"""Tests of verdicts."""

import pytest

from contracts.results.finding import Finding
from contracts.results.verdict import Tally, failed, failing_severities, not_exercised, passed
from openapi.contract import Severity


def wrong(severity=Severity.ERROR, rule="a"):
    """Return a failed result."""
    return failed(Finding(rule=rule, severity=severity, message="m"))


def verdicts(rules, results):
    """Return the verdicts on results that are counted one after the other."""
    tally = Tally()
    for result in results:
        tally.add([result])
    return tally.verdicts(rules)


def one(*results):
    """Return the verdict on rule `a`."""
    return verdicts(["a"], results)[0]


def test_a_rule_without_results_is_not_exercised():
    """Without a result a rule does not pass."""
    verdict = one()

    unseen = "no request or answer of the kind that it checks was seen"
    assert (verdict.label, verdict.reason) == ("not exercised", unseen)


def test_one_pass_is_enough_to_pass():
    """Exchanges that could not be judged do not matter."""
    verdict = one(not_exercised("a", "r"), passed("a"))

    assert (verdict.label, verdict.passes, verdict.reason) == ("pass", 1, "")


def test_one_fail_is_enough_to_fail():
    """One failure outweighs every pass."""
    verdict = one(passed("a"), wrong(), passed("a"))

    assert (verdict.label, verdict.passes, verdict.fails) == ("fail", 2, 1)


def test_a_lesser_finding_has_its_own_label():
    """The label of a warning is `warning`."""
    assert one(passed("a"), wrong(Severity.WARNING)).label == "warning"


@pytest.mark.parametrize(
    ("severity", "fails"),
    [
        (Severity.ERROR, (True, True)),
        (Severity.WARNING, (False, True)),
        (Severity.INFO, (False, False)),
    ],
)
def test_warnings_fail_a_strict_run_only(severity, fails):
    """Errors fail every run, infos none."""
    verdict = one(passed("a"), wrong(severity))

    runs = [failing_severities(is_strict=is_strict) for is_strict in (False, True)]
    assert tuple(map(verdict.fails_run, runs)) == fails


def test_the_worst_severity_counts():
    """An error among warnings is an error."""
    assert one(wrong(Severity.INFO), wrong(), wrong(Severity.WARNING)).severity == "error"


def test_the_most_frequent_reason_is_kept():
    """A rule may be not exercised for several reasons."""
    reasons = [not_exercised("a", "rare"), *[not_exercised("a", "often")] * 2]

    assert one(*reasons).reason == "often"


def test_every_expected_rule_gets_a_verdict():
    """Expected rules come in order; others with results follow."""
    found = verdicts(["b", "a"], [passed("c"), passed("a")])

    assert [(v.rule, v.label) for v in found] == [
        ("b", "not exercised"), ("a", "pass"), ("c", "pass"),
    ]  # fmt: skip


def test_a_hundred_thousand_reasons_are_counted_once():
    """A long list may give another reason for every record of every page."""
    reasons = [not_exercised("a", f"without {n}") for n in range(100_000)]

    assert one(*reasons, not_exercised("a", "without 7")).reason == "without 7"
