"""Tests of the input of checks."""

import pytest

from contracts.http.messages.exchange import Purpose
from contracts.observations.evidence import beside_of
from tests.contracts.shop import COUNTED, evidence, exchange, observe, operation


def test_only_real_answers_to_the_operation_are_judged():
    """No answer, a busy server, or an unknown path is no answer of the operation."""
    seen = evidence(
        exchange(),
        exchange(failure="silence", number=2),
        exchange(status=429, number=3),
        exchange("/v1/elsewhere", status=404, number=4),
        exchange(status=404, number=5),
    )

    assert [each.exchange.number for each in seen.conclusive()] == [1, 5]


def test_a_page_of_the_router_is_no_answer_of_the_operation():
    """Express answers an escaped path with 404 and HTML; a healthy application has no such path."""
    about = {"purpose": Purpose.EQUIVALENT}
    seen = evidence(
        exchange(**about),
        exchange("/v1/%6Frders/7", status=404, number=2, compared_to=1, **about),
        exchange("/v1/%6Frders/7", status=500, number=3, compared_to=1, **about),
        exchange(status=404, number=4, **about),
    )

    assert [each.exchange.number for each in seen.conclusive()] == [1, 3, 4]


def test_a_404_for_an_escaped_slash_is_no_answer_of_the_operation():
    """Flask decodes %2F before it routes: its own HTML page is about another path."""
    seen = evidence(
        exchange("/v1/orders/%3Cb%3Ezq7%3C%2Fb%3E", status=404, number=1),
        exchange("/v1/orders/a%2fb", status=404, number=2),
        exchange("/v1/orders/a%2Fb", number=3),
        exchange("/v1/orders/a%2Fb", status=500, number=4),
        exchange("/v1/orders/7?q=a%2Fb", status=404, number=5),
    )

    assert [each.exchange.number for each in seen.conclusive()] == [3, 4, 5]


@pytest.mark.parametrize(
    ("status", "headers", "busy"),
    [
        (429, COUNTED, True),
        (503, (*COUNTED, ("Retry-After", "1")), True),
        (503, COUNTED, False),
        (200, (*COUNTED, ("Retry-After", "1")), False),
    ],
)
def test_a_busy_server(status, headers, busy):
    """A server is busy if it sends 429, or 503 with Retry-After."""
    [seen] = observe(exchange(status=status, headers=headers))

    assert seen.is_throttled is busy


def test_what_was_read_back_is_evidence_for_the_write():
    """In order, and apart from its own answers; a GET that was made for itself is not."""
    write = exchange("/v1/orders", method="POST", made_for="createOrder", number=2)
    read = exchange(made_for="createOrder", purpose=Purpose.READ_BACK, number=1)
    own = exchange(purpose=Purpose.READ_BACK, number=3)
    seen = observe(read, write, own)

    found = evidence(write).limited_to([seen[1], *beside_of(operation("createOrder"), seen)])

    assert [each.exchange.number for each in found.observations] == [2]
    assert [each.exchange.number for each in found.beside] == [1]
    assert [each.exchange.number for each in found.every] == [1, 2]
