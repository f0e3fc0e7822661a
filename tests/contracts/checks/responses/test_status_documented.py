"""Tests of: the status is one that the contract knows."""

import pytest

from contracts.checks.responses.status_documented import check
from tests.contracts.shop import evidence, exchange, said


@pytest.mark.parametrize("status", [200, 400, 404])
def test_documented_statuses_pass(status):
    """What the contract names is fine."""
    assert said(check(evidence(exchange(status=status)))) == ["pass"]


@pytest.mark.parametrize("status", [201, 204, 301])
def test_an_undocumented_success_is_found(status):
    """A success or redirect that the contract does not name is an error that lists what it does."""
    assert said(check(evidence(exchange(status=status)))) == [
        f"error: The status {status} is not documented, allowed is 200, 404, 400."
    ]


@pytest.mark.parametrize("status", [401, 403, 405, 406, 415, 422, 500])
def test_refusals_are_other_checks_business(status):
    """A platform may refuse with a status of its own."""
    assert said(check(evidence(exchange(status=status)))) == [
        f"not exercised: {status} is a refusal"
    ]


def test_a_redirect_of_an_invalid_request_is_left_alone():
    """Where the request is not valid, a server may lead the client elsewhere."""
    moved = exchange("/v1/orders/x", status=302)

    assert said(check(evidence(moved))) == ["not exercised: 302 is a refusal"]


def test_a_path_that_names_nothing_is_not_judged():
    """The status of another path says nothing about this operation."""
    assert said(check(evidence(exchange("/v1/orders/7/", status=301)))) == []
