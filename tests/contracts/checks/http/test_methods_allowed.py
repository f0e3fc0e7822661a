"""Tests of: what a server says of methods is true."""

import pytest

from contracts.checks.http.methods_allowed import check
from tests.contracts.shop import JSON_TYPE, evidence, exchange, said


def answer(status, allow, method="OPTIONS"):
    """Return a GET that works and the answer to another method."""
    headers = JSON_TYPE if allow is None else (*JSON_TYPE, ("Allow", allow))
    return evidence(exchange(), exchange(number=2, status=status, method=method, headers=headers))


@pytest.mark.parametrize(
    ("status", "allow"),
    [
        (200, "GET, HEAD, OPTIONS"),
        (204, "get,GET , HEAD"),
        (405, "GET,, HEAD,"),
        (405, ""),
    ],
)
def test_lists_with_get_pass(status, allow):
    """Case, spaces and empty elements are HTTP's affair; an empty list is allowed."""
    assert said(check(answer(status, allow))) == ["pass"]


@pytest.mark.parametrize("status", [200, 204, 404, 501])
def test_allow_is_owed_by_405_only(status):
    """Other answers to OPTIONS may say nothing of methods."""
    assert said(check(answer(status, None))) == []


def test_a_405_without_allow_is_found():
    """RFC 9110, 15.5.6: it must be there."""
    assert said(check(answer(405, None))) == ["error: OPTIONS is answered with 405 without Allow."]


@pytest.mark.parametrize(
    ("allow", "message"),
    [
        ("['GET', 'HEAD']", "Allow is \"['GET', 'HEAD']\", no list of methods."),
        ("GET HEAD", "Allow is 'GET HEAD', no list of methods."),
        ("POST, OPTIONS", "Allow is 'POST, OPTIONS', though GET works."),
        ("GET, OPTIONS", "OPTIONS is answered with 405, and Allow lists it."),
    ],
)
def test_wrong_lists_are_found(allow, message):
    """A list is one of method names, with what works, without what was just refused."""
    assert said(check(answer(405, allow))) == [f"error: {message}"]


def test_an_undocumented_method_that_works_is_found():
    """What answers as GET to anything would answer so to DELETE."""
    assert said(check(answer(200, None, method="DELETE"))) == [
        "error: DELETE is not documented here, and is answered with 200."
    ]


def test_documented_methods_may_work():
    """A path may have more than one operation."""
    post = exchange("/v1/orders", method="POST", status=201, made_for="createOrder")

    assert said(check(evidence(exchange("/v1/orders", made_for="listOrders"), post))) == []


def test_a_list_of_many_empty_members_is_read_at_once():
    """Forty empty members before a wrong one would take an expression for the whole list ages."""
    allow = "GET" + ",  " * 40 + "("

    assert said(check(answer(405, allow)))[0].endswith("no list of methods.")
