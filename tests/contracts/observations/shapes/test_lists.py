"""Tests of the shape of paging."""

import pytest

from contracts.observations.shapes.lists import list_shape, merge_lists
from tests.contracts.traffic import exchange

ITEMS = [{"id": n, "name": "x"} for n in (1, 2, 3, 5, 8)]
LINK = (("Link", '</orders?page=2>; rel="next"'),)


def test_a_page_that_another_one_follows_is_full():
    """Only then is its length the length of a page."""
    found = list_shape(ITEMS, exchange("/orders", ITEMS, headers=LINK))

    assert found is not None
    assert (found.full, found.links, found.places) == ({5}, {"Link"}, {""})


def test_the_last_page_and_a_page_of_a_chosen_length_say_nothing_of_it():
    """The client, or the end of the list, made them as long as they are."""
    last = list_shape({"items": ITEMS, "next": None}, exchange("/orders"))
    chosen = list_shape({"items": ITEMS, "next": "/x"}, exchange("/orders?limit=5"))

    assert last is not None
    assert chosen is not None
    assert (last.full, chosen.full, chosen.links) == (set(), set(), {"/next"})


def test_the_order_is_by_numbers_and_moments_that_differ():
    """Names are not compared: their order depends on a language."""
    found = list_shape(ITEMS, exchange())

    assert found is not None
    assert found.orders == {("id", "ascending")}


def test_an_order_must_hold_in_every_list():
    """Otherwise it was a chance of the data."""
    one = list_shape(ITEMS, exchange())
    other = list_shape(ITEMS[::-1], exchange())

    assert one is not None
    assert other is not None
    merged = merge_lists(one, other)
    assert (merged.orders, merged.ordered) == (set(), 10)


def test_an_answer_with_several_lists_has_no_page():
    """It is not known which one is paged."""
    assert list_shape({"a": ITEMS, "b": ITEMS}, exchange()) is None


@pytest.mark.parametrize(
    "query",
    [
        *("limit=5", "per_page=5", "page[size]=5", "$top=5", "options[limit]=5", "rows=5"),
        *("itemsPerPage=5", "pageLength=5", "first=5", "last=5"),
    ],
)
def test_a_length_by_any_name_that_the_checker_knows_is_a_chosen_one(query):
    """What `guessed-pages` takes for the length of a page is one here, too."""
    found = list_shape({"items": ITEMS, "next": "/x"}, exchange(f"/orders?{query}"))

    assert found is not None
    assert found.full == set()
