"""Tests of: an invalid request is refused."""

from dataclasses import replace

import pytest

from contracts.checks.requests.invalid_refused import check
from contracts.http.messages.exchange import Purpose
from tests.contracts.shop import ORDER, evidence, exchange, said


def listing(query: str, orders: int = 0):
    """Return a successful exchange with the list."""
    body = {"orders": [ORDER] * orders}
    return exchange(f"/v1/orders?{query}", body, made_for="listOrders")


@pytest.mark.parametrize("status", [400, 404, 422, 470])
def test_any_refusal_passes(status):
    """No documentation requires a certain 4xx."""
    assert said(check(evidence(exchange("/v1/orders/x", status=status)))) == ["pass"]


@pytest.mark.parametrize(
    "query", ["start=501", "start=-1", "start=abc", "start=1e3", "colour=blue"]
)
def test_an_accepted_invalid_parameter_is_found(query):
    """A value outside the documented bounds must be refused."""
    found = said(check(evidence(listing(query))))

    assert found[0].startswith("error: An invalid request is accepted with 200: the query ")


def test_an_accepted_request_without_a_required_header_is_found():
    """A request without a required header must be refused."""
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
def test_a_tolerated_violation_is_not_a_finding(query, reason):
    """HTTP and the documentation leave these cases to the server."""
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


@pytest.mark.parametrize("body", [b'{"total": "3"}', b'{"total": true}', b'{"total": 3.5}'])
def test_an_accepted_scalar_of_another_type_is_a_warning(body):
    """FastAPI, Django REST framework and marshmallow convert them: their users get no error."""
    found = said(check(evidence(posted(body))))

    assert len(found) == 1
    assert found[0].startswith("warning: An invalid request is accepted with 201: in the body,")


def test_a_valid_body_is_not_judged_here():
    """Accepting a valid body is correct."""
    assert said(check(evidence(posted(b'{"total": 3}')))) == []


@pytest.mark.parametrize("status", [400, 401, 404, 413, 415, 429])
def test_a_refused_invalid_body_passes(status):
    """The refusal may be documented, defined by HTTP, or from a gateway."""
    assert set(said(check(evidence(posted(b"{}", status=status))))) <= {"pass"}


def test_an_undocumented_refusal_of_a_body_is_an_info():
    """Refusing is correct, but clients cannot know the status from the contract."""
    found = said(check(evidence(posted(b"{}", status=422))))

    [text] = found
    assert text.startswith("info: An invalid request is refused with 422, not as documented: the")


def test_a_body_that_many_parsers_accept_may_be_accepted():
    """Most parsers accept duplicate keys."""
    assert said(check(evidence(posted(b'{"total": 3, "total": 4}')))) == [
        "not exercised: many JSON parsers accept such a text"
    ]


def posted(body, status=201):
    """Return the exchange of a POST of an order."""
    answer = exchange("/v1/orders", method="POST", status=status, made_for="createOrder")
    sent = (("Content-Type", "application/json; charset=utf-8"),)
    return replace(answer, request=replace(answer.request, headers=sent, body=body))


def test_an_unknown_parameter_is_no_violation():
    """A server may ignore unknown parameters."""
    assert said(check(evidence(listing("x-unknown=1")))) == []


def test_a_lenient_number_must_still_be_within_bounds():
    """A lenient parser reads +501 as 501, which is out of bounds."""
    found = said(check(evidence(listing("start=%2B501"))))

    assert found[0].startswith("error: ")


def test_a_page_beyond_the_maximum_was_not_shortened():
    """51 orders for a limit of 51 are a finding with the severity of the discrepancy."""
    found = said(check(evidence(listing("count=51", orders=51))))

    assert found[0].startswith("info: An invalid request is accepted")


def test_one_clear_violation_outweighs_a_tolerated_one():
    """A request with a lenient number and an invalid colour must be refused."""
    found = said(check(evidence(listing("start=007&colour=blue"))))

    assert "colour" in found[0]


def test_a_documented_example_may_be_accepted_although_its_schema_does_not_allow_it():
    """The document contradicts itself there, and no server is accused of following it."""
    body = {"orders": []}
    sent = exchange("/v1/orders?start=501", body, made_for="listOrders", purpose=Purpose.DOCUMENTED)

    assert not [text for text in said(check(evidence(sent))) if text.startswith("error")]
