"""Tests of: a polled resource does not vanish."""

from contracts.checks.sequences.thing_vanishes import check
from contracts.http.messages.exchange import Purpose
from tests.contracts.dialogue import looks
from tests.contracts.shop import ORDER, said


def test_a_resource_that_stays_passes():
    """A resource may exist from the first request on, or appear later."""
    assert said(check(looks(ORDER, ORDER))) == ["pass"]
    assert said(check(looks(404, ORDER))) == ["pass"]


def test_a_resource_that_vanishes_is_a_warning():
    """No documentation states how long a resource is kept."""
    assert said(check(looks(ORDER, 404, 404))) == [
        "warning: A polled resource has vanished. 7 existed before."
    ]


def test_a_resource_that_comes_back_has_not_vanished():
    """Another check judges that it was missing in between."""
    assert said(check(looks(ORDER, 404, ORDER))) == ["pass"]


def test_refusals_of_unusual_requests_prove_nothing():
    """Only plain requests for the resource show whether it exists."""
    assert said(check(looks(ORDER, 404, purpose=Purpose.GENERATED))) == []
