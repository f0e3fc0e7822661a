"""A rule that was not exercised names the option that would exercise it."""

import pytest

from contracts.explain.unexercised import with_known_reasons
from contracts.results.report import OperationReport
from contracts.results.verdict import NOTHING_SEEN, Verdict
from contracts.run.settings.profiles import ACCESS, ALL_PROBES, PROBES_OF_PROFILES, QUICK_PROBES
from openapi.rules.outcome import Outcome


def reasons(probes, **of_rules):
    """Return the reasons of verdicts that were not exercised, as the report gives them."""
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
        (ALL_PROBES - {ACCESS}, "access-enforced", "needs --probe-access on a server elsewhere"),
        (ALL_PROBES, "access-enforced", NOTHING_SEEN),
        (frozenset(), "shop.a-rule", NOTHING_SEEN),
    ],
)
def test_missing_probe_is_named_by_its_option(probes, rule, reason):
    """Who reads that a check was not exercised learns what to type."""
    assert reasons(probes, **{rule: NOTHING_SEEN}) == {rule: reason}


def test_missing_success_is_named_with_its_reason():
    """The reason why no success was seen names credentials or a parameter."""
    found = reasons(ALL_PROBES, success_seen="without credentials", schema=NOTHING_SEEN)

    assert found == {
        "success-seen": "without credentials",
        "schema": "no success was seen: without credentials",
    }


def test_reason_that_a_check_gives_stays():
    """A check knows better what it met."""
    assert reasons(QUICK_PROBES, invalid_refused="freedom") == {"invalid-refused": "freedom"}
