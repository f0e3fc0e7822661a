"""Tests of: the pages of a list are parts of one list."""

from dataclasses import replace

import pytest

from contracts.checks.sequences.pagination_walk import check
from contracts.http.messages.exchange import Purpose
from tests.contracts.dialogue import pages
from tests.contracts.shop import operation, said

WHOLE = ("start=0&count=50", [1, 2, 3, 4, 5])
END = ("start=50&count=50", [])


def errors(*asked):
    """Return the messages for a walk that begins and ends with the whole list."""
    found = check(pages(WHOLE, *asked, END, WHOLE))
    return [result.finding.message for result in found if result.finding]


@pytest.mark.parametrize(
    "page",
    [
        ("start=0&count=2", [1, 2]),
        ("start=3&count=5", [4, 5]),
        ("start=5&count=1", []),
        ("start=400&count=7", []),
        ("count=2&start=1", [2, 3]),
        ("count=3", [1, 2, 3]),
        ("start=1", [2, 3, 4, 5]),
        ("start=2&count=0", [1, 2, 3]),
    ],
)
def test_a_part_of_the_list_passes(page):
    """A page may have any offset and length; the meaning of the limit 0 is not documented."""
    assert errors(("", [1, 2, 3, 4, 5]), page) == []


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (("start=0&count=2", [1, 2, 3]), "A page has 3 items, allowed are at most 2"),
        (("start=0&count=2", [1, 1]), 'A page lists "1" twice.'),
        (("start=2&count=2", [2, 3]), 'Place 2 of the list holds "3" on one page'),
        (("start=2&count=2", [4, 5]), 'Place 2 of the list holds "3" on one page'),
        (("start=2&count=2", [3]), "as if the list ended at 3"),
        (("start=1&count=2", []), "as if the list ended at 1"),
        (("start=5&count=1", [6]), "as if the list ended at 5"),
        (("start=5&count=2", [4, 5]), '"4" is in two places of the list: 3'),
    ],
)
def test_a_page_that_is_no_part_of_the_list_is_found(page, words):
    """A page may be too long, too short, shifted or past the end, or repeat or skip items."""
    assert any(words in message for message in errors(page))


def test_a_list_that_changed_is_not_judged():
    """If the second walk gives other items, the verdict is inconclusive."""
    grown = ("start=0&count=50", [1, 2, 3, 4, 5, 6])
    moved = pages(WHOLE, ("start=5&count=1", [6]), grown)

    assert "not exercised: inconclusive: the list changed during the walk" in said(check(moved))
    assert not [j for j in check(moved) if j.finding]


def test_another_order_of_unchanged_items_is_found():
    """Items may come and go, but two unchanged ones do not change places."""
    found = said(check(pages(WHOLE, ("start=0&count=50", [2, 1, 3, 9]))))

    assert found[-1].startswith("error: The same request gives another order:")


def test_only_pages_of_a_walk_are_compared():
    """Pages of generated requests are judged alone."""
    scattered = pages(WHOLE, ("start=2&count=2", [1, 2]), WHOLE, purpose=Purpose.GENERATED)

    assert set(said(check(scattered))) == {"pass"}


def test_long_page_without_a_limit_is_allowed():
    """Without a documented maximum the server chooses how long its pages are."""
    shop = operation("listOrders")
    parameters = tuple(each for each in shop.parameters if each.name != "count")
    long = pages(("", list(range(300))))
    free = replace(shop, parameters=parameters)
    seen = tuple(replace(each, operation=free) for each in long.observations)

    assert said(check(replace(long, operation=free, observations=seen)))[0] == "pass"


def test_filtered_pages_belong_to_another_list():
    """The pages of a filtered list are compared only with each other."""
    filtered = ("start=0&count=2&colour=red", [4])

    assert errors(filtered) == []


def without_keys(walked):
    """Return the evidence of a walk whose items have no key, as a guess about paging gives none."""
    shop = operation("listOrders")
    free = replace(shop, pagination=replace(shop.pagination, key=""))
    seen = tuple(replace(each, operation=free) for each in walked.observations)
    return replace(walked, operation=free, observations=seen)


def keyless(*asked):
    """Return what is said of a walk without keys that begins and ends with the whole list."""
    return said(check(without_keys(pages(WHOLE, *asked, END, WHOLE))))


def keyless_pages(first, page, last=None):
    """Return the evidence of the whole list without keys, a page of two, and the whole again."""
    whole = "start=0&count=50"
    asked = ((whole, first), ("start=0&count=2", page), (whole, last or first))
    return without_keys(pages(*asked))


@pytest.mark.parametrize("shown", [[2, 3], [4, 5]])
def test_items_without_a_key_are_compared_as_a_whole(shown):
    """A page that repeats or skips an item does not pass because the items have no usual id."""
    found = keyless(("start=2&count=2", shown))

    assert found[-1].startswith("warning: Place ")


def test_a_part_of_a_list_without_keys_passes():
    """The value of an item is enough to see that a page is a part of the list."""
    assert set(keyless(("start=2&count=2", [3, 4]))) == {"pass"}


def test_equal_items_without_a_key_prove_nothing():
    """Two rows of a log may be equal, and one row may be listed twice: neither is known."""
    found = said(check(keyless_pages([1, 2, 2], [1, 2])))

    assert len(found) == 1
    assert found[0].startswith("not exercised: the list has equal items without the key")


def test_items_without_a_key_that_change_are_not_judged():
    """A list whose items change between two equal requests says nothing of its pages."""
    found = said(check(keyless_pages([1, 2, 3], [1, 2], [1, 2, 9])))

    assert "not exercised: inconclusive: the list changed during the walk" in found
