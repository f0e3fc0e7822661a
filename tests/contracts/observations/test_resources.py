"""Tests of polled resources in answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.observations.resources import (
    happened_before,
    has_ended,
    requested_resource,
    resource_states,
)
from openapi.contract import Polling
from tests.contracts.shop import ORDER, exchange, observe


def seen_of(*exchanges):
    """Return the only observation."""
    return observe(*exchanges)[0]


def test_a_resource_key_has_the_client_and_the_parameters():
    """Two clients may see different states of one order."""
    one = requested_resource(seen_of(exchange()))
    other = requested_resource(seen_of(exchange(sent=(("X-Shop", "other"),))))

    assert one == ("x-shop: corner", "7")
    assert other == ("x-shop: other", "7")


@pytest.mark.parametrize("target", ["/v1/orders/07", "/v1/orders/x", "/v1/orders/0", "/v1/orders"])
def test_a_text_that_is_no_valid_name_names_nothing(target):
    """Two invalid ids must not be taken for the same resource."""
    assert requested_resource(seen_of(exchange(target))) is None


def test_listed_resources_are_named_by_their_key():
    """Items without a key, or with a key of another type, are left out."""
    listed = exchange("/v1/orders", {"orders": [{"id": 1}, {"id": True}, {}, 5, {"id": "b"}]})
    seen = seen_of(listed)
    polling = Polling(terminal_expression="self.id == 1", items="/orders", key="/id")
    seen = replace(seen, operation=replace(seen.operation, polling=polling))

    found = list(resource_states(seen))

    assert [(one.name[-1], one.pointer) for one in found] == [
        ("1", "/orders/0"),
        ("b", "/orders/4"),
    ]
    assert [has_ended(one) for one in found] == [True, False]


@pytest.mark.parametrize(
    "broken", [exchange(body=b"{"), exchange(status=404), exchange(method="HEAD")]
)
def test_unreadable_answers_have_no_states(broken):
    """Only a readable success with a body shows states."""
    assert list(resource_states(seen_of(broken))) == []


def test_answers_that_overlap_have_no_order():
    """A request that was sent before the other's answer came is not the later one."""
    first = replace(exchange(body=ORDER), elapsed_seconds=2.0)
    during = replace(exchange(), at=first.at + timedelta(seconds=1))
    after = replace(exchange(), at=first.at + timedelta(seconds=2))
    one, two, three = observe(first, replace(during, number=2), replace(after, number=3))

    assert happened_before(one, three)
    assert not happened_before(one, two)
