"""Tests of what the documents, HTTP and JSON leave open."""

from contracts.freedoms import discrepancy, discrepancy_of, is_resource, may_drop
from tests.contracts.shop import SHOP, exchange, observe, operation


def test_a_parameter_points_to_the_register():
    """`x-discrepancy` says which entry rules about a parameter."""
    start, count, *_ = operation("listOrders").parameters

    assert discrepancy_of(SHOP, start) is None
    assert discrepancy_of(SHOP, count) is discrepancy(SHOP, "shop.largest-page")


def test_an_unknown_entry_is_none():
    """A rule without an entry has no ruling."""
    assert discrepancy(SHOP, "") is None


def test_resources_have_a_name_in_their_path():
    """An order need not exist, the list of orders must."""
    assert is_resource(operation("showOrder"))
    assert not is_resource(operation("listOrders"))


def test_plain_requests_must_be_answered():
    """A plain request gives nobody a reason to hang up."""
    [seen] = observe(exchange())

    assert not may_drop(seen)


def test_odd_requests_need_not_be_answered():
    """Bytes beyond ASCII, control characters and paths that name nothing may be dropped."""
    odd = observe(
        exchange(sent=(("X-Shop", "caf\xe9"),)),
        exchange(sent=(("X-Shop", "a\tb"),)),
        exchange("/v1/orders/%00"),
    )

    assert [may_drop(seen) for seen in odd] == [True, True, True]
