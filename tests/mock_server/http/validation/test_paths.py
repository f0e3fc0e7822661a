"""Paths and methods that lead to no operation."""

import pytest

from mock_server.http.problems import RequestRejected, ToolProblem
from mock_server.http.requests import read_head
from mock_server.http.validation.paths import (
    answer_browser,
    answer_other_method,
    check_path,
    check_target,
    is_of_browser,
)
from openapi.routing import Router
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import scope_of

JOBS = "/subscriptions/imports"


def head(contracts, target, method="GET"):
    """Return the head of a request."""
    return read_head(scope_of(method, target), Router(contracts).find)


@cases(
    "target, status",
    {
        "bad-escape": ("/v3/%zz/members/imports/1", 400),
        "query-not-utf-8": (f"{JOBS}?a=%ff", 400),
        "encoded-slash": ("/v3/a%2Fmembers/imports/1", 404),
    },
)
def test_unreadable_target_is_refused(packaged, target, status):
    """A path that cannot be decoded gives 400; a path that no operation can have gives 404."""
    with pytest.raises(RequestRejected) as raised:
        check_target(head(packaged, target))

    assert raised.value.status == status


def test_path_without_an_operation_is_refused_by_its_api_or_by_the_tool(packaged):
    """An unknown path of an API is a rejection; others are a problem with the nearest operation."""
    with pytest.raises(RequestRejected):
        check_path(head(packaged, f"{JOBS}/none"), ())
    with pytest.raises(ToolProblem) as raised:
        check_path(head(packaged, "/subscription/imports"), [f"GET {JOBS}"])

    assert f"GET {JOBS}" in raised.value.detail
    assert check_path(head(packaged, JOBS), ()) is None


@cases(
    "target, hint",
    {
        "slash at the end": (f"{JOBS}/", f"; did you mean '{JOBS}'?"),
        "misspelt": ("/subscriptions/import", f"; did you mean 'GET {JOBS}'?"),
        "something else": ("/subscriptions/a/b/c/d/e/f/g/h/i/j/k/l/m/n", "."),
    },
)
def test_an_unknown_path_of_an_api_names_the_nearest(packaged, target, hint):
    """A slash at the end is the most frequent mistake, also after a value."""
    router = Router(packaged)
    with pytest.raises(RequestRejected) as raised:
        check_path(head(packaged, target), [f"GET {JOBS}"], router.find)

    assert raised.value.message == f"There is nothing at this path{hint}"


def test_a_path_without_the_base_path_is_named_with_it(contract_from):
    """A client that forgets `/v2` gets the path to ask, and not that of a similar operation."""
    contract = contract_from("""servers: [{url: /v2}]
paths:
  /pet: {get: {responses: {'200': {description: x}}}}
  /pet/{id}: {get: {responses: {'200': {description: x}}}}
""")
    router = Router([contract])
    with pytest.raises(ToolProblem) as raised:
        check_path(head([contract], "/pet/5"), ["GET /v2/pet"], router.find, router.base_paths)

    assert raised.value.detail == "No API has the path '/pet/5'; did you mean '/v2/pet/5'?"


def test_other_methods_are_answered_with_those_allowed(packaged):
    """OPTIONS lists the methods; undocumented ones are refused with the same list."""
    allow = (b"allow", b"GET, HEAD, OPTIONS")
    with pytest.raises(RequestRejected) as raised:
        answer_other_method(head(packaged, JOBS, "DELETE"))

    assert (raised.value.status, raised.value.headers) == (405, (allow,))
    assert allow in answer_other_method(head(packaged, JOBS, "OPTIONS")).headers


def test_head_of_an_unknown_path_is_answered_like_get(packaged):
    """The length of the answer to HEAD is that of the answer to GET."""
    problems = []
    for method in ("GET", "HEAD"):
        with pytest.raises(ToolProblem) as raised:
            check_path(head(packaged, "/subscription/imports", method), [f"GET {JOBS}"])
        problems.append(raised.value.response())

    assert problems[0] == problems[1]


def test_what_a_browser_asks_for_by_itself_is_answered_without_a_body(packaged, contract_from):
    """Opening an answer in a browser reports no error for an icon; an API's own icon is served."""
    icon = head(packaged, "/favicon.ico")
    own = contract_from("paths: {/favicon.ico: {get: {responses: {'200': {description: x}}}}}")

    assert is_of_browser(icon)
    assert (answer_browser(icon).status, answer_browser(icon).body) == (204, b"")
    assert not is_of_browser(head(packaged, "/nothing"))
    assert not is_of_browser(head([own], "/favicon.ico"))
    assert is_of_browser(head(packaged, "/favicon.ico", "HEAD"))
    # No browser writes to its icon: such a request gets the 404 of every other path.
    assert not is_of_browser(head(packaged, "/favicon.ico", "POST"))
