"""Tests of: the same request finds the same things."""

from dataclasses import replace

from contracts.checks.sequences.safe_repeatable import check
from contracts.http.messages.exchange import HTTP_1_0
from tests.contracts.dialogue import looks, pages
from tests.contracts.shop import ORDER, evidence, said


def test_the_same_answer_again_passes():
    """So does one that was refused at first, and one that is refused from some time on."""
    assert said(check(looks(ORDER, ORDER))) == ["pass"]
    assert said(check(looks(404, ORDER))) == ["pass"]
    assert said(check(looks(ORDER, 404))) == ["pass"]


def test_a_refusal_in_between_is_found():
    """What is there, gone and there again has not been deleted."""
    assert said(check(looks(ORDER, 404, ORDER))) == [
        "error: The same request is answered with 200, then with 404, and then with 200 again."
    ]


def test_a_busy_server_in_between_is_none():
    """401, 403, 429 and the like say nothing about the thing."""
    assert said(check(looks(ORDER, 403, ORDER))) == ["pass"]


def test_an_item_that_is_missing_in_between_is_found():
    """Its neighbours have stayed neighbours, so that it did not slip to another page."""
    found = said(check(pages(("", [1, 2, 3]), ("", [1, 3]), ("", [1, 2, 3]))))

    assert found == ['error: "2" was in the list, then it was not, and then it was again.']


def test_items_that_slip_to_another_page_are_fine():
    """At the border of a page things come and go as the list moves."""
    assert said(check(pages(("", [1, 2, 3]), ("", [9, 1, 2]), ("", [1, 2, 3])))) == ["pass"]


def test_a_refused_old_protocol_takes_nothing_away():
    """HTTP/1.0 between two requests in HTTP/1.1 is another request."""
    found = looks(ORDER, 404, ORDER)
    before, between, after = found.observations
    sent = between.exchange.request
    old = replace(between.exchange, request=replace(sent, version=HTTP_1_0))

    assert said(check(found)) != ["pass"]
    assert said(check(evidence(before.exchange, old, after.exchange))) == ["pass"]
