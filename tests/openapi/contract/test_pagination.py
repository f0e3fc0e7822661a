"""Page selection: from the value of a parameter to an offset, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.contract import PageKind, Pagination


def paging(kind, **more):
    """Return a pagination of a kind."""
    return Pagination(kind=kind, position="p", items="", key="/id", page_size=4, **more)


@pytest.mark.parametrize(
    ("pages", "value", "offset"),
    [
        (paging(PageKind.OFFSET), 7, 7),
        (paging(PageKind.OFFSET), None, 0),
        (paging(PageKind.PAGE), 3, 20),
        (paging(PageKind.PAGE, first_page=0), 3, 30),
        (paging(PageKind.PAGE), None, 0),
        (paging(PageKind.CURSOR), "abc", None),
        (paging(PageKind.OFFSET), "abc", None),
    ],
)
def test_value_selects_an_offset(pages, value, offset):
    """Numbers count records or pages of ten; what a cursor selects only its server knows."""
    assert pages.offset_of(value, 10) == offset


@given(
    st.sampled_from([PageKind.OFFSET, PageKind.PAGE]),
    st.sampled_from([0, 1]),
    st.integers(0, 10**9),
    st.integers(1, 10**6),
)
def test_offset_and_value_are_inverse(kind, first, page, size):
    """The value that selects a page selects the offset of that page."""
    pages = paging(kind, first_page=first)

    assert pages.offset_of(pages.value_at(page * size, size), size) == page * size


def test_parameters_are_those_that_are_named():
    """A list whose page length is fixed has no limit parameter."""
    assert paging(PageKind.PAGE).parameters == {"p"}
    assert paging(PageKind.PAGE, limit="l").parameters == {"p", "l"}
