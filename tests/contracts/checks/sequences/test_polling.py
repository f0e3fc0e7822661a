"""Tests of: what is over does not change, and a thing keeps its key."""

from contracts.checks.sequences.polling import check
from tests.contracts.dialogue import looks
from tests.contracts.shop import ORDER, said

DONE = {**ORDER, "status": "done"}


def test_what_is_over_may_be_looked_at_again():
    """Equal answers pass, and so does one that differs in what the contract does not name."""
    assert said(check(looks(DONE, DONE, {**DONE, "trace": "b7"}))) == ["pass", "pass"]


def test_what_is_not_over_may_change():
    """Until it is over, only the contract's own rules say how."""
    assert said(check(looks(ORDER, {**ORDER, "done": 5}, DONE))) == []


def test_what_is_over_and_changes_is_found():
    """The finding shows what stood there before and what stands there after."""
    found = [j.finding for j in check(looks(DONE, {**DONE, "done": 5})) if j.finding]

    assert [(f.severity, f.pointer, f.values) for f in found] == [
        ("error", "/done", (("before", "4"), ("after", "5")))
    ]


def test_another_order_is_another_thing():
    """Answers are compared by what names the thing."""
    other = looks({**DONE, "id": 8, "done": 1}, target="/v1/orders/8")
    both = looks(DONE)

    assert said(check(both)) + said(check(other)) == []
