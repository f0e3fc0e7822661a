"""Tests of how sure findings are."""

from contracts.results.confidence import Confidence
from contracts.results.finding import Finding
from openapi.contract import Severity


def test_a_tentative_finding_never_fails_a_run():
    """What a healthy server may do is a warning at most; what is sure stays an error."""
    found = {
        confidence: Finding(
            rule="schema", severity=Severity.ERROR, message="m", confidence=confidence
        ).severity
        for confidence in Confidence
    }

    assert found == {
        Confidence.CERTAIN: Severity.ERROR,
        Confidence.FIRM: Severity.ERROR,
        Confidence.TENTATIVE: Severity.WARNING,
    }


def test_a_tentative_info_stays_an_info():
    """It is not made worse than it was."""
    info = Finding(rule="a", severity=Severity.INFO, message="m", confidence=Confidence.TENTATIVE)

    assert info.severity is Severity.INFO
