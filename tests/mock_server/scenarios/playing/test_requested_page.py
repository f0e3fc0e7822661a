"""The page that a request selects."""

import pytest

from mock_server.scenarios.playing.requested_page import RequestedPage, paging_query, requested_page
from openapi.contract import PageKind, Pagination


def paging(kind):
    """Return a pagination of a kind."""
    return Pagination(kind=kind, position="p", limit="l", items="", key="/id", page_size=4)


@pytest.mark.parametrize(
    ("kind", "query", "offset", "limit"),
    [
        (PageKind.OFFSET, {"p": 3, "l": 2}, 3, 2),
        (PageKind.OFFSET, {"p": -3}, 0, None),
        (PageKind.PAGE, {"p": 3, "l": 2}, 4, 2),
        (PageKind.PAGE, {"p": 3}, 8, None),
        (PageKind.PAGE, {"p": -3}, 0, None),
        (PageKind.PAGE, {"p": 3, "l": 0}, 0, 0),
        (PageKind.CURSOR, {"p": "cGFnZToyNQ", "l": 2}, 25, 2),
        (PageKind.CURSOR, {}, 0, None),
    ],
)
def test_query_selects_a_page(kind, query, offset, limit):
    """Offset, number and cursor all become an offset."""
    assert requested_page(paging(kind), query) == RequestedPage(offset=offset, limit=limit)


def test_page_numbers_count_pages_of_the_server():
    """A server with another page size counts in its own pages."""
    assert requested_page(paging(PageKind.PAGE), {"p": 2}, 10).offset == 10


def test_foreign_cursor_selects_the_first_page():
    """The cursor of an example is accepted, and noted."""
    assert requested_page(paging(PageKind.CURSOR), {"p": "old"}) == RequestedPage(
        foreign_cursor="old"
    )


def test_cursor_without_a_parameter_is_read_from_the_query():
    """A list that is followed by links names no parameter, so its cursor is in the raw query."""
    pairs = (("p", "abc"), ("q", "1"))

    assert paging_query(paging(PageKind.CURSOR), {}, pairs) == {"p": "abc"}
    assert paging_query(paging(PageKind.CURSOR), {"p": "typed"}, pairs) == {"p": "typed"}
    assert paging_query(paging(PageKind.PAGE), {}, pairs) == {}
    assert paging_query(None, {}, pairs) == {}
