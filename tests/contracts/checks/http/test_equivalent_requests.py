"""Tests of: equivalent requests get the same answer."""

import pytest

from contracts.checks.http.equivalent_requests import check
from contracts.http.messages.exchange import Purpose
from tests.contracts.shop import evidence, exchange, said


def dialogue(status, last=200):
    """Return the usual request, an equivalent one, and the usual one again."""
    about = {"purpose": Purpose.EQUIVALENT}
    return evidence(
        exchange(number=1, **about),
        exchange("/v1/orders/%37", number=2, status=status, compared_to=1, note="escaped", **about),
        exchange(number=3, status=last, compared_to=1, **about),
    )


def test_the_same_answer_passes():
    """An escaped digit is equivalent to the digit."""
    assert said(check(dialogue(200))) == ["pass"]


def test_a_refusal_of_an_escaped_letter_is_an_info():
    """A resource must be found by every equivalent URI."""
    assert said(check(dialogue(404))) == [
        "info: Equivalent requests are answered with 200 and 404: escaped."
    ]


def test_a_refusal_of_a_header_in_another_case_is_an_error():
    """Header names are case-insensitive in HTTP itself."""
    about = {"purpose": Purpose.EQUIVALENT}
    seen = evidence(
        exchange(number=1, **about),
        exchange(
            number=2, status=400, compared_to=1, note="small", sent=(("x-shop", "corner"),), **about
        ),
        exchange(number=3, compared_to=1, **about),
    )

    assert said(check(seen)) == ["error: Equivalent requests are answered with 200 and 400: small."]


def test_a_refusal_of_a_scheme_in_small_letters_is_a_warning():
    """RFC 9110, 11.1: its case makes no difference; locks made by hand compare it all the same."""
    about = {"purpose": Purpose.EQUIVALENT}
    usual, small = ((("Authorization", f"{scheme} abc"),) for scheme in ("Bearer", "bearer"))
    seen = evidence(
        exchange(number=1, sent=usual, **about),
        exchange(number=2, status=401, compared_to=1, note="small", sent=small, **about),
        exchange(number=3, compared_to=1, sent=usual, **about),
    )

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
