"""Tests of pages of a list."""

import pytest

from contracts.observations.paging.pages import end_of_list, read_items, read_page
from tests.contracts.dialogue import pages
from tests.contracts.shop import ORDER, exchange, observe, operation


def read(*asked):
    """Return the pages of a walk."""
    found = [read_page(seen) for seen in pages(*asked).observations]
    return [page for page in found if page is not None]


def test_a_page_has_its_window_and_its_items():
    """Without a limit in the request the limit is None."""
    first, second = read(("start=4&count=2", (7, 8)), ("", (1,)))

    assert (first.offset, first.limit, first.keys) == (4, 2, ("7", "8"))
    assert (second.offset, second.limit, len(second.items)) == (0, None, 1)
    assert first.description == "offset 4, limit 2"


@pytest.mark.parametrize(
    ("asked", "end"),
    [
        ([("start=0&count=2", (1, 2))], None),
        ([("", (1,))], None),
        ([("start=0&count=2", (1, 2)), ("start=2&count=2", (3,))], 3),
        ([("start=0&count=5", (1, 2)), ("start=9&count=5", ())], 9),
        ([("start=0&count=5", ())], 0),
    ],
)
def test_a_list_ends_where_a_page_is_not_full(asked, end):
    """The furthest end counts; a page whose length the server chose shows no end."""
    assert end_of_list(read(*asked)) == end


@pytest.mark.parametrize(
    ("body", "status", "count"),
    [
        ({"orders": [ORDER, ORDER]}, 200, 2),
        ({"orders": []}, 200, 0),
        ({"orders": {}}, 200, None),
        ({}, 200, None),
        (b"{", 200, None),
        ({"orders": [ORDER]}, 404, None),
    ],
)
def test_items_are_counted_where_there_is_a_page(body, status, count):
    """An answer that is no page has no count, not a count of 0."""
    paging = operation("listOrders").pagination

    items = read_items(paging, exchange("/v1/orders", body, status=status).answer)
    assert (None if items is None else len(items)) == count


@pytest.mark.parametrize("query", ["start=1&start=2", "start=abc"])
def test_what_is_asked_for_twice_or_wrongly_is_no_page(query):
    """The requested part of the list is unknown."""
    [seen] = observe(exchange(f"/v1/orders?{query}", {"orders": []}, made_for="listOrders"))

    assert read_page(seen) is None
