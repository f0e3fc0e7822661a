"""Tests of links between pages."""

from dataclasses import replace

import pytest

from contracts.observations.paging.link_reading import OffsetLink, links_of, read_link
from contracts.observations.paging.pages import read_page
from openapi.contract import Pagination
from tests.contracts.shop import exchange, observe

PAGING = Pagination(
    position="start", limit="count", items="/orders", key="/id", page_size=20, links="/links"
)


def page(links, query="start=4&count=2"):
    """Return a page with these links."""
    body = {"orders": [], "links": links}
    [seen] = observe(exchange(f"/v1/orders?{query}", body, made_for="listOrders"))
    return read_page(replace(seen, operation=replace(seen.operation, pagination=PAGING)))


@pytest.mark.parametrize(
    ("link", "offset", "limit"),
    [
        ("/v1/orders?start=6&count=2", 6, 2),
        ("?start=6", 6, None),
        ("https://elsewhere.example/list?count=9&start=6", 6, 9),
        ({"href": "?start=6&count=x"}, 6, None),
        ("?start=" + "9" * 40, 999_999_999_999_999_999, None),
    ],
)
def test_a_link_has_offset_and_limit(link, offset, limit):
    """A link may be relative or absolute, a string or an object."""
    found = read_link(page({"next": link}), ("next",))

    assert found == OffsetLink(
        name="next", offset=offset, limit=limit, has_only_page_parameters=True
    )


@pytest.mark.parametrize(
    "link", [None, 5, "", "?count=2", "?start=-1", "?start=x", "http://[", {"title": "?start=1"}]
)
def test_a_link_without_an_offset_is_ignored(link):
    """Its meaning is unknown."""
    assert read_link(page({"next": link}), ("next",)) is None


def test_the_first_name_counts():
    """Synonyms are tried in order."""
    found = read_link(page({"previous": "?start=2", "prev": "?start=1"}), ("prev", "previous"))

    assert found is not None
    assert (found.name, found.offset) == ("prev", 1)


@pytest.mark.parametrize(
    ("link", "is_plain"),
    [
        ("?start=6&colour=red", True),
        ("?start=6", True),
        ("?start=6&colour=green", False),
        ("?start=6&cursor=", False),
    ],
)
def test_a_link_is_plain_that_asks_for_nothing_else(link, is_plain):
    """Parameters of the page's own request may be repeated, others may not be added."""
    found = read_link(page({"next": link}, "start=4&colour=red"), ("next",))

    assert found is not None
    assert found.has_only_page_parameters is is_plain


@pytest.mark.parametrize("links", [None, [], "next", 5])
def test_links_that_are_none_are_empty(links):
    """A value of another type has no links."""
    assert links_of(page(links)) == {}
