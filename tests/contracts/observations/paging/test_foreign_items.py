"""Tests of the lists of two tenants."""

from contracts.http.messages.exchange import Identity, Purpose
from contracts.observations.paging.foreign_items import foreign_items
from tests.contracts.shop import JSON_TYPE, evidence, exchange

LIST = "/v1/orders"


def page(ids, number, asker=Identity.OWN, target=LIST):
    """Return a page with these orders."""
    body = {"orders": [{"id": each, "status": "open", "total": 1} for each in ids]}
    return exchange(
        target,
        body,
        number=number,
        made_for="listOrders",
        asker=asker,
        purpose=Purpose.ACCESS,
        headers=JSON_TYPE,
    )


def judged(*pages):
    """Return the errors of the second tenant's pages."""
    seen = evidence(*pages)
    return [fault for fault, _ in foreign_items(seen, seen.observations)]


def test_disjoint_lists_pass():
    """No item is in both lists."""
    assert judged(page([1, 2], 1), page([3], 2, Identity.OTHER)) == [""]


def test_a_shared_item_is_found():
    """An item of one tenant is shown to the other."""
    assert judged(page([1, 2], 1), page([3, 2], 2, Identity.OTHER)) == [
        "1 of 2 items are in the list of another tenant, too"
    ]


def test_the_same_answer_may_be_one_tenant():
    """There may be two tokens of one shop, or the list may be public."""
    assert judged(page([1, 2], 1), page([1, 2], 2, Identity.OTHER)) == []


def test_the_same_items_in_another_order_are_two_tenants():
    """One tenant would get the same page with both tokens."""
    assert judged(page([1, 2], 1), page([2, 1], 2, Identity.OTHER)) == [
        "2 of 2 items are in the list of another tenant, too"
    ]


def test_an_empty_list_passes():
    """The other tenant has no items yet."""
    assert judged(page([1, 2], 1), page([], 2, Identity.OTHER)) in ([], [""])
