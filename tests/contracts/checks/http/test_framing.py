"""Tests of: every answer is framed as HTTP requires."""

from contracts.checks.http.framing import check
from tests.contracts.shop import evidence, exchange, said


def test_a_well_formed_answer_passes():
    """The client found no error while it read the answer."""
    assert said(check(evidence(exchange()))) == ["pass"]


def test_every_framing_error_is_reported():
    """Each framing error is a finding of its own."""
    both = exchange(faults=("there are two ends", "2 bytes belong to no answer"))

    assert said(check(evidence(both))) == [
        "error: The answer is not well-formed: there are two ends.",
        "error: The answer is not well-formed: 2 bytes belong to no answer.",
    ]


def test_documented_examples_are_not_judged():
    """An example of the contract has no framing."""
    assert said(check(evidence(exchange(faults=("odd",)), is_static=True))) == []


def test_one_error_is_one_finding_for_all_methods():
    """The key of the finding does not depend on the method."""
    every = [exchange(method=name, faults=("there are two ends",)) for name in ("GET", "HEAD")]
    keys = {each.finding.key for one in every for each in check(evidence(one))}

    assert keys == {"there are two ends"}
