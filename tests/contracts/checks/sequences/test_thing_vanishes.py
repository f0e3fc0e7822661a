"""Tests of: what is being followed does not vanish."""

from contracts.checks.sequences.thing_vanishes import check
from contracts.http.messages.exchange import Purpose
from tests.contracts.dialogue import looks
from tests.contracts.shop import ORDER, said


def test_what_stays_passes():
    """A thing that answers every time is still there; so is one that appears."""
    assert said(check(looks(ORDER, ORDER))) == ["pass"]
    assert said(check(looks(404, ORDER))) == ["pass"]


def test_what_vanishes_is_a_warning():
    """No document says how long a thing is kept."""
    assert said(check(looks(ORDER, 404, 404))) == [
        "warning: What was being followed has vanished. It was there before: 7."
    ]


def test_what_comes_back_has_not_vanished():
    """That it was gone in between is another check's finding."""
    assert said(check(looks(ORDER, 404, ORDER))) == ["pass"]


def test_refusals_of_unusual_requests_prove_nothing():
    """Only plain requests for the thing itself tell whether it is there."""
    assert said(check(looks(ORDER, 404, purpose=Purpose.GENERATED))) == []
