"""Tests of: a safe request can be repeated."""

from dataclasses import replace
from random import Random

import pytest

from contracts.checks.sequences.safe_repeatable import check
from contracts.http.messages.exchange import HTTP_1_0
from contracts.observations.failures.chance import FLICKERED, FLICKERS
from tests.contracts.dialogue import looks, pages
from tests.contracts.shop import ORDER, evidence, said


def test_the_same_answer_again_passes():
    """A resource may also appear, or vanish for good."""
    assert said(check(looks(ORDER, ORDER))) == ["pass"]
    assert said(check(looks(404, ORDER))) == ["pass"]
    assert said(check(looks(ORDER, 404))) == ["pass"]


def flickering(statuses):
    """Return evidence of a flickering resource that was looked at again, with these answers."""
    found = looks(ORDER, 404, ORDER, *(ORDER if each == 200 else each for each in statuses))
    again = [replace(each.exchange, note=FLICKERED) for each in found.observations[3:]]
    return evidence(*(each.exchange for each in found.observations[:3]), *again)


@pytest.mark.parametrize("period", [2, 3, 4])
@pytest.mark.parametrize("first", [0, 1])
def test_a_resource_that_comes_and_goes_regularly_is_an_error(period, first):
    """A resource that comes back was not deleted, and what is regular is no chance."""
    looks_again = [404 if place % period == first else 200 for place in range(FLICKERS)]

    assert said(check(flickering(looks_again))) == [
        (
            "error: The same request is answered with 200, then with 404, and then with 200 again, "
            "at regular intervals."
        )
    ]


def test_a_refusal_by_chance_is_a_warning():
    """A server that refuses any request now and then is not said to change what it has."""
    dice = Random(1)  # noqa: S311 - chance, not a secret
    for again in ([], [200] * FLICKERS, [dice.choice([200, 404]) for _ in range(FLICKERS)]):
        found = set(said(check(flickering(again))))

        assert {each.partition(":")[0] for each in found} == {"warning"}
        assert {each.rpartition(", ")[2] for each in found} == {"at no regular interval."}


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
