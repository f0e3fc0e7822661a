"""Tests of: every request gets its own answer, whatever its connection has carried before."""

from contracts.checks.http.own_answer import check
from contracts.http.messages.exchange import Purpose
from tests.contracts.shop import ORDER, evidence, exchange, said


def dialogue(second_status, second_body, again=404):
    """Return a missing thing alone, an order, the missing thing second, and alone again."""
    missing, order = "/v1/orders/7/nothing", "/v1/orders/7"
    steps = [
        (missing, 404, {}),
        (order, 200, ORDER),
        (missing, second_status, second_body),
        (missing, again, {}),
    ]
    return evidence(
        *(
            exchange(target, body, status=status, number=n, purpose=Purpose.CONNECTION)
            for n, (target, status, body) in enumerate(steps, start=1)
        )
    )


def test_the_same_answer_each_time_passes():
    """A missing thing is missing on any connection."""
    assert said(check(dialogue(404, {}))) == ["pass"]


def test_the_answer_to_the_first_request_is_found():
    """The second request got what belongs to the first."""
    assert said(check(dialogue(200, ORDER))) == [
        (
            "error: The second request on a connection is answered with the answer to the first: "
            "200 instead of 404."
        )
    ]


def test_what_moves_is_not_accused():
    """A thing that appears meanwhile is no mix-up."""
    assert said(check(dialogue(200, ORDER, again=200))) == ["pass"]
