"""Tests of: a safe request can be repeated."""

from dataclasses import replace

from contracts.checks.sequences.safe_repeatable import check
from contracts.http.messages.exchange import HTTP_1_0
from tests.contracts.dialogue import looks, pages
from tests.contracts.shop import ORDER, evidence, said


def test_the_same_answer_again_passes():
    """A resource may also appear, or vanish for good."""
    assert said(check(looks(ORDER, ORDER))) == ["pass"]
    assert said(check(looks(404, ORDER))) == ["pass"]
    assert said(check(looks(ORDER, 404))) == ["pass"]


def test_a_refusal_in_between_is_found():
    """A resource that comes back was not deleted."""
    assert said(check(looks(ORDER, 404, ORDER))) == [
        "error: The same request is answered with 200, then with 404, and then with 200 again."
    ]


def test_a_refusal_of_a_gateway_in_between_passes():
    """401, 403, 429 and the like are not about the resource."""
    assert said(check(looks(ORDER, 403, ORDER))) == ["pass"]


def test_an_item_that_is_missing_in_between_is_found():
    """Its neighbours are adjacent, so it did not move to another page."""
    found = said(check(pages(("", [1, 2, 3]), ("", [1, 3]), ("", [1, 2, 3]))))

    assert found == ['error: "2" was in the list, then it was not, and then it was again.']


def test_items_that_move_to_another_page_pass():
    """At the border of a page items come and go as the list changes."""
    assert said(check(pages(("", [1, 2, 3]), ("", [9, 1, 2]), ("", [1, 2, 3])))) == ["pass"]


def test_a_refusal_of_http_1_0_is_no_finding():
    """A request in HTTP/1.0 is not the same as one in HTTP/1.1."""
    found = looks(ORDER, 404, ORDER)
    before, between, after = found.observations
    sent = between.exchange.request
    old = replace(between.exchange, request=replace(sent, version=HTTP_1_0))

    assert said(check(found)) != ["pass"]
    assert said(check(evidence(before.exchange, old, after.exchange))) == ["pass"]
