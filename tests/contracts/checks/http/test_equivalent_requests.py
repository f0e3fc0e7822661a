"""Tests of: requests that URI syntax and HTTP call equal are answered alike."""

from contracts.checks.http.equivalent_requests import check
from contracts.http.messages.exchange import Purpose
from tests.contracts.shop import evidence, exchange, said


def dialogue(status, last=200):
    """Return a request, the same in other words, and as it was."""
    about = {"purpose": Purpose.EQUIVALENT}
    return evidence(
        exchange(number=1, **about),
        exchange("/v1/orders/%37", number=2, status=status, compared_to=1, note="escaped", **about),
        exchange(number=3, status=last, compared_to=1, **about),
    )


def test_the_same_answer_passes():
    """An escaped digit is the digit."""
    assert said(check(dialogue(200))) == ["pass"]


def test_a_refusal_under_another_spelling_is_found():
    """What is there must be there under every spelling of its URI."""
    assert said(check(dialogue(404))) == [
        "info: Equal requests are answered with 200 and 404: escaped."
    ]


def test_a_refusal_of_a_header_in_other_letters_is_found():
    """Names of headers have no case, in HTTP itself."""
    about = {"purpose": Purpose.EQUIVALENT}
    seen = evidence(
        exchange(number=1, **about),
        exchange(
            number=2, status=400, compared_to=1, note="small", sent=(("x-shop", "corner"),), **about
        ),
        exchange(number=3, compared_to=1, **about),
    )

    assert said(check(seen)) == ["error: Equal requests are answered with 200 and 400: small."]


def test_what_is_gone_meanwhile_is_not_judged():
    """Only between two successes is a refusal wrong."""
    assert said(check(dialogue(404, last=404))) == [
        "not exercised: the request was not answered with a success each time"
    ]


def test_a_busy_server_is_not_judged():
    """429 says nothing about the request."""
    assert said(check(dialogue(429))) == []
