"""Tests of how sure each check is."""

import pytest

from contracts.checks.all_checks import CHECKS, judge_all
from contracts.checks.confidence import TRUST, doubt_of, trust_in, with_confidence
from contracts.results.confidence import Confidence
from contracts.results.finding import Finding
from openapi.contract import Severity
from tests.contracts.shop import ORDER, evidence, exchange


def test_every_check_says_how_sure_it_is_and_why():
    """The table has each check once, with a reason."""
    assert {*TRUST} == {check.id for check in CHECKS}
    assert [name for name, trust in TRUST.items() if not trust.reason] == []


@pytest.mark.parametrize(
    ("rule", "confidence"),
    [
        ("server-error", Confidence.CERTAIN),
        ("shop.total-is-even", Confidence.CERTAIN),
        ("schemathesis.response-schema-conformance", Confidence.FIRM),
        ("thing-vanishes", Confidence.TENTATIVE),
    ],
)
def test_every_rule_has_a_confidence(rule, confidence):
    """Rules of a contract and of Schemathesis have one, too."""
    assert trust_in(rule).confidence is confidence


def test_a_finding_has_the_confidence_of_its_check_or_its_own():
    """Its own comes first."""
    plain = Finding(rule="server-error", severity=Severity.ERROR, message="m")
    own = Finding(
        rule="server-error", severity=Severity.ERROR, message="m", confidence=Confidence.FIRM
    )

    assert with_confidence(plain).confidence is Confidence.CERTAIN
    assert with_confidence(own).confidence is Confidence.FIRM


def test_an_answer_that_no_document_shows_is_judged_tentatively():
    """Such an error is an info, and says that a person decides."""
    assert doubt_of(Severity.INFO) is Confidence.TENTATIVE
    assert doubt_of(Severity.ERROR) is None


def test_a_broken_answer_is_found_with_certainty():
    """A documented status with a wrong value is an error that is certain."""
    found = [
        with_confidence(result.finding)
        for result in judge_all(evidence(exchange(body={**ORDER, "status": "lost"})))
        if result.finding
    ]

    assert [(f.rule, f.severity, f.confidence) for f in found if f.rule == "schema"] == [
        ("schema", Severity.ERROR, Confidence.CERTAIN)
    ]
