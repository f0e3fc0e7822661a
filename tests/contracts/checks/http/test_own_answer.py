"""Tests of: the second request on a connection does not get the answer to the first."""

from dataclasses import replace

import pytest

from contracts.checks.http.own_answer import check
from contracts.http.messages.exchange import Purpose
from contracts.observations.failures.chance import MIXED_UP
from tests.contracts.shop import ORDER, evidence, exchange, said


def dialogue(second_status, second_body, again=404):
    """Return a missing resource alone, an order, the missing one second, and alone again."""
    missing, order = "/v1/orders/7/missing", "/v1/orders/7"
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
    """A missing resource is missing on every connection."""
    assert said(check(dialogue(404, {}))) == ["pass"]


def test_the_answer_to_the_first_request_is_found():
    """The second request got the answer to the first."""
    mixed_up = [seen.exchange for seen in dialogue(200, ORDER).observations]

    found = said(check(evidence(*numbered(mixed_up * MIXED_UP))))

    assert found == MIXED_UP * [
        (
            "error: The second request on a connection is answered with the answer to the first: "
            "200 instead of 404."
        )
    ]


def numbered(exchanges):
    """Return exchanges as they were sent one after the other."""
    return [replace(each, number=number) for number, each in enumerate(exchanges, start=1)]


def test_one_answer_like_that_to_the_first_may_be_chance():
    """A server that fails at any request may fail at both of a connection, and not at others."""
    mixed_up = [seen.exchange for seen in dialogue(200, ORDER).observations]
    right = [seen.exchange for seen in dialogue(404, {}).observations]

    for asked in (mixed_up * (MIXED_UP - 1), [*mixed_up * MIXED_UP, *right]):
        found = said(check(evidence(*numbered(asked))))
        assert {*found} <= {"not exercised: it was not so each time", "pass"}


@pytest.mark.parametrize(
    ("status", "headers"),
    [(503, (("Retry-After", "0"),)), (429, (("Retry-After", "0"),)), (503, ()), (500, ())],
)
def test_a_busy_server_mixes_no_answers_up(status, headers):
    """A server that is busy or fails now and then does so with the same words at any request."""
    whole = dialogue(404, {}).observations
    busy = exchange("/v1/orders/7", {"detail": "busy"}, status=status, headers=headers).response
    steps = [
        replace(seen.exchange, response=busy) if at in {1, 2} else seen.exchange
        for at, seen in enumerate(whole)
    ]

    assert said(check(evidence(*steps))) == [
        "not exercised: the server failed or was busy, as it may at any request"
    ]


def test_a_resource_that_appears_is_no_error():
    """A resource that appears meanwhile is no swapped answer."""
    assert said(check(dialogue(200, ORDER, again=200))) == ["pass"]


def test_the_rest_of_a_dialogue_with_another_operation_is_not_judged():
    """Where a documented HEAD took one of the requests, the others are not taken for four."""
    rest = [
        exchange("/v1/orders/8", ORDER, number=n, purpose=Purpose.CONNECTION) for n in (1, 3, 4)
    ]
    whole = dialogue(404, {}).observations
    later = [replace(seen.exchange, number=seen.exchange.number + 4) for seen in whole]

    assert said(check(evidence(*rest, *later))) == ["pass"]
