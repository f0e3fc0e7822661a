"""Tests of: equivalent requests get the same answer."""

import pytest

from contracts.checks.http.equivalent_requests import check
from contracts.http.messages.exchange import Purpose
from contracts.observations.failures.chance import EQUIVALENTS
from tests.contracts.shop import evidence, exchange, said


def around(*equivalents, last=200, **usual):
    """Return the usual request, equivalent ones, and the usual one again."""
    about = {"purpose": Purpose.EQUIVALENT}
    numbered = [
        exchange(*target, number=number, compared_to=1, **about, **each)
        for number, (target, each) in enumerate(equivalents, start=2)
    ]
    return evidence(
        exchange(number=1, **about, **usual),
        *numbered,
        exchange(number=len(numbered) + 2, status=last, compared_to=1, **about, **usual),
    )


def dialogue(*statuses, last=200):
    """Return a dialogue about an escaped digit, which is sent so often."""
    asked = [(("/v1/orders/%37",), {"status": each, "note": "escaped"}) for each in statuses]
    return around(*asked, last=last)


def test_the_same_answer_passes():
    """An escaped digit is equivalent to the digit."""
    assert said(check(dialogue(200))) == ["pass"]


def test_a_refusal_of_an_escaped_letter_is_an_info():
    """A resource must be found by every equivalent URI."""
    assert said(check(dialogue(*[404] * EQUIVALENTS))) == [
        "info: Equivalent requests are answered with 200 and 404: escaped."
    ]


def test_a_refusal_by_chance_is_none():
    """A server that refuses any request now and then is not said to read notations wrongly."""
    assert said(check(dialogue(404, 404, 200))) == ["pass"]


def test_a_refusal_that_was_not_repeated_proves_nothing():
    """A run that ends early has not asked often enough."""
    assert said(check(dialogue(404))) == [
        "not exercised: an equivalent request was not refused often enough"
    ]


def test_a_refusal_of_a_header_in_another_case_is_an_error():
    """Header names are case-insensitive in HTTP itself."""
    small = {"status": 400, "note": "small", "sent": (("x-shop", "corner"),)}
    seen = around(*[((), small)] * EQUIVALENTS)

    assert said(check(seen)) == ["error: Equivalent requests are answered with 200 and 400: small."]


def test_a_refusal_of_a_scheme_in_small_letters_is_a_warning():
    """RFC 9110, 11.1: its case makes no difference; locks made by hand compare it all the same."""
    usual, small = ((("Authorization", f"{scheme} abc"),) for scheme in ("Bearer", "bearer"))
    refused = {"status": 401, "note": "small", "sent": small}
    seen = around(*[((), refused)] * EQUIVALENTS, sent=usual)

    assert said(check(seen)) == [
        "warning: Equivalent requests are answered with 200 and 401: small."
    ]


def test_a_resource_that_vanished_is_not_judged():
    """A refusal is wrong only between two successes."""
    assert said(check(dialogue(404, last=404))) == [
        "not exercised: the usual request did not succeed each time"
    ]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_is_busy_or_fails_now_and_then_is_not_judged(status):
    """Such an answer is not about how the request is written; `server-error` judges failures."""
    assert said(check(dialogue(status))) == []
