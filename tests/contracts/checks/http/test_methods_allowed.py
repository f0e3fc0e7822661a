"""Tests of: Allow is right, and no undocumented method works."""

import pytest

from contracts.checks.http.methods_allowed import check
from tests.contracts.checks.responses.test_success_seen import only_answer
from tests.contracts.shop import JSON_TYPE, evidence, exchange, said


def answer(status, allow, method="OPTIONS"):
    """Return a GET that succeeds and the answer to another method."""
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
    """Case, spaces, empty members and an empty list are allowed by HTTP."""
    assert said(check(answer(status, allow))) == ["pass"]


@pytest.mark.parametrize("status", [200, 204, 404, 501])
def test_only_a_405_needs_allow(status):
    """Other answers to OPTIONS may have no Allow."""
    assert said(check(answer(status, None))) == []


def test_a_405_without_allow_is_found():
    """RFC 9110, 15.5.6 requires Allow."""
    assert said(check(answer(405, None))) == ["error: OPTIONS is answered with 405 without Allow."]


@pytest.mark.parametrize(
    ("allow", "message"),
    [
        ("['GET', 'HEAD']", "Allow is \"['GET', 'HEAD']\", which is no list of methods."),
        ("GET HEAD", "Allow is 'GET HEAD', which is no list of methods."),
        ("POST, OPTIONS", "Allow is 'POST, OPTIONS', but GET works, too."),
        ("GET, OPTIONS", "OPTIONS is answered with 405, but Allow lists it."),
    ],
)
def test_wrong_lists_are_found(allow, message):
    """A list needs method names, those that work, and not the one just refused."""
    assert said(check(answer(405, allow))) == [f"error: {message}"]


def test_an_undocumented_method_that_works_is_found():
    """A server that treats every method as GET is wrong for DELETE."""
    assert said(check(answer(200, None, method="DELETE"))) == [
        "error: DELETE is not documented here, but is answered with 200."
    ]


def test_the_methods_of_one_route_of_a_path_are_a_warning():
    """Starlette and FastAPI list the methods of the first route of a path, and all work."""
    post = exchange("/v1/orders", method="POST", status=201, made_for="createOrder")
    listed = (*JSON_TYPE, ("Allow", "GET"))
    trace = exchange(
        "/v1/orders",
        number=2,
        method="TRACE",
        status=405,
        headers=listed,
        made_for="createOrder",
    )

    assert said(check(evidence(post, trace))) == ["warning: Allow is 'GET', but POST works, too."]


def test_documented_methods_may_work():
    """A path may have more than one operation."""
    post = exchange("/v1/orders", method="POST", status=201, made_for="createOrder")

    assert said(check(evidence(exchange("/v1/orders", made_for="listOrders"), post))) == []


def test_a_list_of_many_empty_members_is_read_in_bounded_time():
    """A regular expression for the whole list would backtrack exponentially."""
    allow = "GET" + ",  " * 40 + "("

    assert said(check(answer(405, allow)))[0].endswith("which is no list of methods.")


def test_a_405_that_is_all_that_is_documented_says_nothing_of_methods(tmp_path):
    """A service that answers with any status on request allows GET, and answers it with 405."""
    assert said(check(only_answer(tmp_path, "405", 405))) == []
    assert said(check(only_answer(tmp_path, "404", 405)))[0].startswith("error: ")
