"""Tests of changes: their order, and which of them fail a run."""

import pytest

from contracts.results.confidence import Confidence
from contracts.results.drift.change import Change, Impact, SideEvidence, is_failing, tempered


def change(kind="member-gone", impact=Impact.BREAKING, confidence=Confidence.CERTAIN, where=""):
    """Return a change."""
    return Change(
        kind=kind,
        impact=impact,
        confidence=confidence,
        where=where or "answer 200",
        pointer="/a",
        message="'a' is gone",
        a=SideEvidence(says="required"),
        b=SideEvidence(says="not documented"),
        operations=("GET /orders",),
    )


def test_what_breaks_most_comes_first():
    """Breaking before likely, successes before errors, gone before missing, new last."""
    wanted = [
        change("member-gone"),
        change("member-missing"),
        change("member-gone", where="answer 404"),
        change("null-new", Impact.LIKELY),
        change("null-new", Impact.LIKELY, Confidence.FIRM),
        change("member-new", Impact.MINOR),
    ]

    assert sorted(wanted[3:] + wanted[:3], key=lambda each: each.order) == wanted


@pytest.mark.parametrize(
    ("impact", "confidence", "result"),
    [
        (Impact.BREAKING, Confidence.TENTATIVE, Impact.LIKELY),
        (Impact.MINOR, Confidence.TENTATIVE, Impact.MINOR),
        (Impact.BREAKING, Confidence.FIRM, Impact.BREAKING),
    ],
)
def test_what_is_tentative_counts_one_step_less(impact, confidence, result):
    """A chance of the data fails no run that wants breaking changes only."""
    assert tempered(impact, confidence) is result


@pytest.mark.parametrize(
    ("impact", "least", "fails"),
    [
        (Impact.BREAKING, "breaking", True),
        (Impact.LIKELY, "breaking", False),
        (Impact.LIKELY, "likely", True),
        (Impact.MINOR, "likely", False),
        (Impact.MINOR, "any", True),
    ],
)
def test_the_least_impact_that_fails_is_chosen(impact, least, fails):
    """By `--fail-on`."""
    assert is_failing(change(impact=impact), least) is fails
