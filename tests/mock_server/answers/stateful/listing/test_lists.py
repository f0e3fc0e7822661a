"""Which records a query selects, and in which order."""

import pytest

from mock_server.answers.stateful.listing.lists import (
    has_text,
    is_selection,
    pagination_of,
    selected,
    without_effect,
)
from openapi.contract import PageKind

PETS = [
    {"id": 1, "name": "Rex", "age": 10, "tags": ["red"], "owner": {"name": "Ann"}, "is_old": True},
    {"id": 2, "name": "Ada", "age": 9, "tags": ["red", "blue"], "is_old": False},
    {"id": 3, "name": "tom", "age": None, "tags": [{"id": 7, "name": "green"}]},
]


def ids(query):
    """Return the identities of the selected pets."""
    return [each["id"] for each in selected(PETS, query, None)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [1, 2, 3]),
        ({"name": "Rex"}, [1]),
        ({"name": "rex"}, [1]),
        ({"age": 9}, [2]),
        ({"age": "9"}, [2]),
        ({"is_old": True}, [1]),
        ({"isOld": "false"}, [2]),
        ({"name": ["Rex", "Ada"]}, [1, 2]),
        ({"tags": "red"}, [1, 2]),
        ({"tags": ["blue", "green"]}, [2, 3]),
        ({"owner": "Ann"}, [1]),
        ({"name": "Rex", "age": 9}, []),
        ({"unknown": "x"}, [1, 2, 3]),
        ({"filter": {"name": "Ada"}}, [2]),
        ({"filter[name]": "Ada"}, [2]),
        ({"q": "re"}, [1, 2, 3]),
        ({"q": "GREEN"}, [3]),
        ({"search": "ann"}, [1]),
        ({"query": "x", "name": "Rex"}, [1]),
        ({"q": "nowhere"}, []),
        ({"q": " "}, [1, 2, 3]),
    ],
)
def test_parameters_select_by_members(query, found):
    """A parameter that is named like a member, in any style, selects by its value."""
    assert ids(query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sort": "name"}, [2, 1, 3]),
        ({"sort": "-name"}, [3, 1, 2]),
        ({"sort": "name:desc"}, [3, 1, 2]),
        ({"sort": "name,desc"}, [3, 1, 2]),
        ({"sort": ["name", "desc"]}, [3, 1, 2]),
        ({"orderBy": "NAME_DESC"}, [3, 1, 2]),
        ({"sort_by": "age", "order": "desc"}, [1, 2, 3]),
        ({"sort": "age"}, [3, 2, 1]),
        ({"sort": "unknown"}, [1, 2, 3]),
        ({"order": "asc"}, [1, 2, 3]),
        ({"sort": "desc"}, [3, 2, 1]),
        ({"direction": "descending"}, [3, 2, 1]),
    ],
)
def test_lists_are_sorted(query, found):
    """The usual ways to name a member and a direction are understood; numbers sort as numbers."""
    assert ids(query) == found


def test_unknown_parameters_are_no_selection():
    """What is not understood must not delete everything."""
    assert is_selection({"name": "x"}, PETS)
    assert not is_selection({"ids": "1,2"}, PETS)


def test_pages_are_found_by_the_names_of_parameters(pet_api):
    """`page` and `per_page` page, with the documented length."""
    paging = pagination_of(pet_api.operation("listPets"), "/data")

    assert (paging.kind, paging.position, paging.limit) == (PageKind.PAGE, "page", "per_page")
    assert (paging.page_size, paging.first_page) == (20, 1)
    assert pagination_of(pet_api.operation("listNotes"), "") is None


def test_documented_member_that_no_record_has_selects_nothing():
    """A filter is not ignored because no record happens to have the member."""
    assert selected(PETS, {"colour": "red"}, None, ["colour"]) == []
    assert without_effect(PETS, {"colour": "red"}, None, ["colour"]) == []


def test_parameters_without_effect_are_known():
    """What neither selects nor sorts is named, so that it can be said."""
    query = {"name": "x", "sort": "age", "order": "desc", "q": "a", "fields": "id", "sort_by": "no"}

    assert without_effect(PETS, query, None) == ["fields", "sort_by"]


def test_member_called_order_selects():
    """`?order=1` means the member where records have one, not a direction."""
    rows = [{"order": 1}, {"order": 2}]

    assert selected(rows, {"order": "1"}, None) == [{"order": 1}]
    assert selected(rows, {"order": "desc"}, None) == []


def test_search_is_bounded_in_depth():
    """A record that is nested deeper than any person reads does not end the search."""
    value = "needle"
    for _ in range(2000):
        value = [value]

    assert has_text({"a": ["Needle"]}, "needle")
    assert not has_text(value, "needle")
