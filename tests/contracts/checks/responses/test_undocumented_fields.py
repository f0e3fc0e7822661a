"""Tests of: a body holds nothing that the contract does not name."""

from contracts.checks.responses.undocumented_fields import check
from tests.contracts.shop import ORDER, evidence, exchange, said


def test_documented_fields_pass():
    """The documented example has nothing else."""
    assert said(check(evidence(exchange()))) == ["pass"]


def test_other_fields_are_an_info():
    """A server may add fields; nobody promised them."""
    assert said(check(evidence(exchange(body={**ORDER, "mood": "good"})))) == [
        "info: /mood is not documented."
    ]


def test_the_same_body_is_judged_once():
    """A list that stands still is seen many times and told once."""
    body = {**ORDER, "mood": "good"}

    assert len(said(check(evidence(exchange(body=body), exchange(number=2, body=body))))) == 1
