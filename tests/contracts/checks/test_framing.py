"""Tests of: an answer is carried as HTTP says."""

from contracts.checks.framing import judge
from tests.contracts.shop import evidence, exchange, said


def test_a_well_formed_answer_passes():
    """Nothing was found while it was read."""
    assert said(judge(evidence(exchange()))) == ["pass"]


def test_every_fault_is_told():
    """Each thing that was found while reading is an error of its own."""
    both = exchange(faults=("there are two ends", "2 bytes belong to no answer"))

    assert said(judge(evidence(both))) == [
        "error: The answer is not well-formed: there are two ends.",
        "error: The answer is not well-formed: 2 bytes belong to no answer.",
    ]


def test_documented_examples_are_not_carried():
    """An example of the contract has no wire."""
    assert said(judge(evidence(exchange(faults=("odd",)), is_static=True))) == []
