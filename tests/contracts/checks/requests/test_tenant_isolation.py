"""Tests of the lists of two tenants."""

from contracts.checks.requests.tenant_isolation import foreign_items
from contracts.http.messages.exchange import Identity, Purpose
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
    """Return the faults of the second tenant's pages."""
    seen = evidence(*pages)
    return [fault for fault, _ in foreign_items(seen, seen.observations)]


def test_lists_apart_pass():
    """Nothing of one is on the other."""
    assert judged(page([1, 2], 1), page([3], 2, Identity.OTHER)) == [""]


def test_a_shared_item_is_found():
    """What belongs to one is shown to the other."""
    assert judged(page([1, 2], 1), page([3, 2], 2, Identity.OTHER)) == [
        "1 of 2 items are on the list of another tenant too"
    ]


def test_the_same_answer_may_be_one_tenant():
    """Two tokens of one shop, or a list that is everybody's."""
    assert judged(page([1, 2], 1), page([1, 2], 2, Identity.OTHER)) == []


def test_the_same_items_in_another_order_are_two_tenants():
    """One tenant would be shown the same page."""
    assert judged(page([1, 2], 1), page([2, 1], 2, Identity.OTHER)) == [
        "2 of 2 items are on the list of another tenant too"
    ]


def test_an_empty_list_passes():
    """The other has nothing yet."""
    assert judged(page([1, 2], 1), page([], 2, Identity.OTHER)) in ([], [""])
