"""Tests of: the status of a success or redirect is documented."""

import pytest

from contracts.checks.responses.status_documented import check
from tests.contracts.checks.responses.test_success_seen import only_answer
from tests.contracts.shop import evidence, exchange, said


@pytest.mark.parametrize("status", [200, 400, 404])
def test_documented_statuses_pass(status):
    """A documented status passes."""
    assert said(check(evidence(exchange(status=status)))) == ["pass"]


@pytest.mark.parametrize("status", [201, 204, 301])
def test_an_undocumented_success_is_found(status):
    """The finding lists the documented statuses."""
    assert said(check(evidence(exchange(status=status)))) == [
        f"error: The status {status} is not documented, allowed is 200, 404, 400."
    ]


@pytest.mark.parametrize("status", [401, 403, 405, 406, 415])
def test_refusals_of_http_need_no_documentation(status):
    """A gateway or framework may refuse with a status of its own."""
    assert said(check(evidence(exchange(status=status)))) == [
        f"not exercised: {status} needs no documentation"
    ]


@pytest.mark.parametrize("status", [409, 422])
def test_other_undocumented_refusals_are_infos(status):
    """They fail no run; who wants every status documented sees which are not."""
    assert said(check(evidence(exchange(status=status)))) == [
        f"info: The status {status} is not documented, allowed is 200, 404, 400."
    ]


def test_a_resource_that_is_gone_is_a_warning_where_404_is_documented():
    """The contract names the status for a resource that is not there: clients expect no other."""
    assert said(check(evidence(exchange(status=410)))) == [
        "warning: The status 410 is not documented, allowed is 200, 404, 400."
    ]


@pytest.mark.parametrize(
    ("target", "made_for"), [("/v1/orders/x", "showOrder"), ("/v1/orders", "listOrders")]
)
def test_another_410_is_an_info(target, made_for):
    """An invalid request and a list, whose cursor may be too old, are not that case."""
    gone = exchange(target, status=410, made_for=made_for)

    assert said(check(evidence(gone)))[0].startswith("info: The status 410 is not documented")


def test_a_failure_is_a_finding_of_its_own_check():
    """One fault is not reported twice."""
    assert said(check(evidence(exchange(status=500)))) == [
        "not exercised: 500 is judged by server-error"
    ]


def test_a_redirect_of_an_invalid_request_is_not_judged():
    """A server may redirect an invalid request."""
    moved = exchange("/v1/orders/x", status=302)

    assert said(check(evidence(moved))) == ["not exercised: 302 may be a refusal"]


def test_a_path_that_names_nothing_is_not_judged():
    """The status for another path is not about this operation."""
    assert said(check(evidence(exchange("/v1/orders/7/", status=301)))) == []


@pytest.mark.parametrize("status", [200, 201, 400])
def test_any_status_is_an_info_where_no_response_is_documented(tmp_path, status):
    """OpenAPI 3.1 allows it: the document is silent, and no server is wrong."""
    (found,) = said(check(only_answer(tmp_path, "", status)))

    assert found.startswith(f"info: The status {status} is not documented: the operation")
