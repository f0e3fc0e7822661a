"""Tests of the reasons why rules were not exercised."""

import pytest

from contracts.explain.unexercised import with_known_reasons
from contracts.results.report import OperationReport
from contracts.results.verdict import NOTHING_SEEN, Verdict
from contracts.run.settings.profiles import ACCESS, ALL_PROBES, PROBES_OF_PROFILES, QUICK_PROBES
from openapi.rules.outcome import Outcome


def reasons(probes, **of_rules):
    """Return the reasons in the report for verdicts with these reasons."""
    verdicts = tuple(
        Verdict(rule=rule.replace("_", "-"), outcome=Outcome.NOT_EXERCISED, reason=reason)
        for rule, reason in of_rules.items()
    )
    report = OperationReport(api="shop", id="a", method="GET", path="/a", verdicts=verdicts)
    return {
        each.rule: each.reason
        for each in with_known_reasons(report, probes, PROBES_OF_PROFILES).verdicts
    }


@pytest.mark.parametrize(
    ("probes", "rule", "reason"),
    [
        (QUICK_PROBES, "invalid-refused", "needs --profile ci"),
        (QUICK_PROBES, "no-reflection", "needs --profile ci"),
        (ALL_PROBES, "invalid-refused", NOTHING_SEEN),
        (ALL_PROBES - {ACCESS}, "access-enforced", "needs --probe-access for a remote server"),
        (ALL_PROBES, "access-enforced", NOTHING_SEEN),
        (frozenset(), "shop.a-rule", NOTHING_SEEN),
    ],
)
def test_missing_probe_is_named_by_its_option(probes, rule, reason):
    """The reason names the option that runs the missing probe."""
    assert reasons(probes, **{rule: NOTHING_SEEN}) == {rule: reason}


def test_missing_success_is_named_with_its_reason():
    """The reason of success-seen, such as missing credentials, is repeated."""
    found = reasons(ALL_PROBES, success_seen="without credentials", schema=NOTHING_SEEN)

    assert found == {
        "success-seen": "without credentials",
        "schema": "no success was seen: without credentials",
    }


def test_nothing_seen_is_said_once():
    """Where nothing at all was seen, that is the whole reason of each rule."""
    found = reasons(ALL_PROBES, success_seen=NOTHING_SEEN, schema=NOTHING_SEEN)

    assert set(found.values()) == {NOTHING_SEEN}


def test_reason_of_a_check_is_kept():
    """A reason that a check gave itself is more exact."""
    assert reasons(QUICK_PROBES, invalid_refused="freedom") == {"invalid-refused": "freedom"}
