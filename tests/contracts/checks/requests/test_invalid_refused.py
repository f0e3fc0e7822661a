"""Tests of: an invalid request is not answered as if it were valid."""

from dataclasses import replace

import pytest

from contracts.checks.requests.invalid_refused import check
from tests.contracts.shop import ORDER, evidence, exchange, said


def listing(query: str, orders: int = 0):
    """Return a successful exchange with the list."""
    body = {"orders": [ORDER] * orders}
    return exchange(f"/v1/orders?{query}", body, made_for="listOrders")


@pytest.mark.parametrize("status", [400, 404, 422, 470])
def test_any_refusal_passes(status):
    """Which 4xx it is, no document says."""
    assert said(check(evidence(exchange("/v1/orders/x", status=status)))) == ["pass"]


@pytest.mark.parametrize(
    "query", ["start=501", "start=-1", "start=abc", "start=1e3", "colour=blue"]
)
def test_an_accepted_invalid_parameter_is_found(query):
    """A value outside what is documented must not be taken as if it were inside."""
    found = said(check(evidence(listing(query))))

    assert found[0].startswith("error: An invalid request is accepted with 200: the query ")


def test_an_accepted_request_without_a_required_header_is_found():
    """A required header is required."""
    assert said(check(evidence(exchange(sent=())))) == [
        "error: An invalid request is accepted with 200: the header X-Shop is missing."
    ]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("start=%2B5", "a lenient reader sees the same number"),
        ("start=007", "a lenient reader sees the same number"),
        ("start=5.0", "a lenient reader sees the same number"),
        ("start=%205", "a lenient reader sees the same number"),
        ("start=", "an empty value may count as no value"),
        ("start=1&start=2", "HTTP does not define which of several values counts"),
        ("count=51", "a server may shorten the page to the maximum instead"),
    ],
)
def test_freedoms_of_a_server(query, reason):
    """What HTTP and the documents leave open accuses nobody."""
    assert said(check(evidence(listing(query)))) == [f"not exercised: {reason}"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"total": 0}', "in the body, /total is 0"),
        (b"{}", "the body lacks total"),
        (b"{", "the body is not JSON"),
        (b"", "the body is missing"),
    ],
)
def test_an_accepted_invalid_body_is_found(body, fault):
    """A body that its schema forbids must be refused."""
    found = said(check(evidence(posted(body))))

    assert found[0].startswith(f"error: An invalid request is accepted with 201: {fault}")


def test_a_valid_body_is_not_judged_here():
    """That it is accepted is as it should be."""
    assert said(check(evidence(posted(b'{"total": 3}')))) == []


@pytest.mark.parametrize("status", [400, 401, 404, 413, 415, 429])
def test_a_refused_invalid_body_passes(status):
    """As documented, or in the words of HTTP or of a platform."""
    assert set(said(check(evidence(posted(b"{}", status=status))))) <= {"pass"}


def test_an_undocumented_refusal_of_a_body_is_told():
    """It is a refusal, so that it is no fault; but a client that goes by the contract is lost."""
    found = said(check(evidence(posted(b"{}", status=422))))

    [told] = found
    assert told.startswith("info: An invalid request is refused with 422, not as documented: the")


def test_a_body_that_many_readers_take_may_be_accepted():
    """Two keys of one name are JSON to most."""
    assert said(check(evidence(posted(b'{"total": 3, "total": 4}')))) == [
        "not exercised: many JSON parsers accept such a text"
    ]


def posted(body, status=201):
    """Return an exchange in which an order was posted."""
    answer = exchange("/v1/orders", method="POST", status=status, made_for="createOrder")
    sent = (("Content-Type", "application/json; charset=utf-8"),)
    return replace(answer, request=replace(answer.request, headers=sent, body=body))


def test_an_unknown_parameter_is_no_violation():
    """A server may ignore what it does not know."""
    assert said(check(evidence(listing("x-unknown=1")))) == []


def test_a_lenient_number_must_still_be_within_bounds():
    """Plus five hundred and one is five hundred and one."""
    found = said(check(evidence(listing("start=%2B501"))))

    assert found[0].startswith("error: ")


def test_a_page_that_is_larger_than_the_largest_is_no_cut_page():
    """Fifty-one orders for a limit of fifty-one show that nothing was cut; the entry rules."""
    found = said(check(evidence(listing("count=51", orders=51))))

    assert found[0].startswith("info: An invalid request is accepted")


def test_one_clear_violation_outweighs_a_freedom():
    """A request with a lenient number and a wrong colour must be refused."""
    found = said(check(evidence(listing("start=007&colour=blue"))))

    assert "colour" in found[0]
