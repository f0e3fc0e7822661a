"""Tests of: a body has only fields that the contract names."""

from contracts.checks.responses.undocumented_fields import check
from tests.contracts.shop import ORDER, evidence, exchange, said


def test_documented_fields_pass():
    """The documented example has no other fields."""
    assert said(check(evidence(exchange()))) == ["pass"]


def test_other_fields_are_an_info():
    """A server may add undocumented fields."""
    assert said(check(evidence(exchange(body={**ORDER, "mood": "good"})))) == [
        "info: /mood is not documented."
    ]


def test_the_same_body_is_judged_once():
    """An unchanged body is received many times and reported once."""
    body = {**ORDER, "mood": "good"}

    assert len(said(check(evidence(exchange(body=body), exchange(number=2, body=body))))) == 1
