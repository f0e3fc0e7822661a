"""Tests of: an answer is carried as HTTP says."""

from contracts.checks.http.framing import check
from tests.contracts.shop import evidence, exchange, said


def test_a_well_formed_answer_passes():
    """Nothing was found while it was read."""
    assert said(check(evidence(exchange()))) == ["pass"]


def test_every_fault_is_told():
    """Each thing that was found while reading is an error of its own."""
    both = exchange(faults=("there are two ends", "2 bytes belong to no answer"))

    assert said(check(evidence(both))) == [
        "error: The answer is not well-formed: there are two ends.",
        "error: The answer is not well-formed: 2 bytes belong to no answer.",
    ]


def test_documented_examples_are_not_carried():
    """An example of the contract has no wire."""
    assert said(check(evidence(exchange(faults=("odd",)), is_static=True))) == []


def test_one_fault_is_told_once_whatever_the_method():
    """GET, HEAD and OPTIONS share a server's head, so what is wrong with it is one finding."""
    every = [exchange(method=name, faults=("there are two ends",)) for name in ("GET", "HEAD")]
    keys = {each.finding.key for one in every for each in check(evidence(one))}

    assert keys == {"there are two ends"}
