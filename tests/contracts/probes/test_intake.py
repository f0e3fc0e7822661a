"""Tests of odd input, against a live shop."""

import pytest

from contracts.probes.intake import gather
from contracts.transport import SpentError
from tests.contracts.probing import MINE, probed


def test_required_headers_are_left_out_emptied_and_repeated():
    """What is required is tested for being required."""
    with probed(gather) as (_, server):
        shops = [[v for n, v in s.headers if n == "X-Shop"] for s in server.seen]

    assert [] in shops
    assert [""] in shops
    assert ["corner", "corner"] in shops


def test_bounds_and_what_lies_beyond_are_sent():
    """Of every number."""
    with probed(gather, "listOrders") as (_, server):
        targets = " ".join(seen.target for seen in server.seen)

    assert all(f"start={value}" in targets for value in (499, 501, -1, 1, 2**31, 2**64, "abczq7"))


def test_a_query_parameter_is_repeated():
    """Twice the same, and once with another value."""
    with probed(gather, "listOrders") as (_, server):
        targets = [seen.target for seen in server.seen]

    assert any(target.count("start=") == 2 for target in targets)


def test_the_path_gets_broken_escapes_and_more():
    """Whatever the parameters are."""
    with probed(gather) as (_, server):
        targets = {seen.target for seen in server.seen}

    assert {"/v1/orders/7/zq7", "/v1/orders/7%FF", "/v1/orders/7%zz", "/v1/orders/7%00"} <= targets


def test_unsafe_operations_are_left_alone():
    """Odd input for something that creates could create something odd."""
    with probed(gather, "createOrder") as (exchanges, _):
        assert exchanges == ()


def test_a_spent_budget_ends_it():
    """The caller is told, not the probe."""
    with pytest.raises(SpentError), probed(gather, "showOrder", MINE, max_requests=3):
        pass
