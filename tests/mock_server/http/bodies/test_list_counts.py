"""The counts of a derived envelope agree with its list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.http.bodies.list_counts import with_counts
from openapi.json.types import JSON
from tests.acceptance.cases import cases
from tests.mock_server.answers.stateful.pets import PetClient

ITEMS: list[JSON] = [{"id": 1}, {"id": 2}, {"id": 3}]


def anything(_: JSON) -> bool:
    """Every value is valid."""
    return True


def counted(**members: JSON) -> JSON:
    """Return the members of an envelope beside its list."""
    found = with_counts({"items": ITEMS, **members}, anything)
    assert found.pop("items") == ITEMS
    return found


@cases(
    "members, agreeing",
    {
        "total": ({"total": 1}, {"total": 3}),
        "style": ({"total_count": 0, "X": 1}, {"total_count": 3, "X": 1}),
        "pages": (
            {"totalElements": 1, "totalPages": 0, "page": 1, "size": 1},
            {"totalElements": 3, "totalPages": 1, "page": 1, "size": 3},
        ),
        "first page is 0": (
            {"totalElements": 1, "pages": 5, "pageNumber": 0},
            {"totalElements": 3, "pages": 1, "pageNumber": 0},
        ),
        "shown total": (
            {"total": 42, "pages": 1, "size": 20, "hasMore": False, "count": 1},
            {"total": 42, "pages": 3, "size": 20, "hasMore": True, "count": 3},
        ),
        "later page": (
            {"total": 1, "page": 2, "size": 10, "isLast": False},
            {"total": 13, "page": 2, "size": 10, "isLast": True},
        ),
        "offset": ({"total": 1, "offset": 5}, {"total": 8, "offset": 5}),
        "below": ({"meta": {"paging": {"total": 1}}}, {"meta": {"paging": {"total": 3}}}),
        "a time": ({"total": 1, "start": 1_700_000_000}, {"total": 3, "start": 1_700_000_000}),
        "no counts": ({"total": 1.5, "note": "1"}, {"total": 1.5, "note": "1"}),
    },
)
def test_counts_agree_with_the_list(members, agreeing):
    """A pager over a derived answer has as many rows as it announces."""
    assert counted(**members) == agreeing


@cases(
    "value",
    {
        "no object": [1],
        "no list": {"total": 1},
        "two lists": {"cats": ITEMS, "dogs": ITEMS, "total": 1},
        "texts": {"tags": ["a", "b"], "size": 1},
    },
)
def test_other_bodies_stay(value):
    """Without one list of records it is not known what a number counts."""
    assert with_counts(value, anything) is value


def test_list_inside_has_its_counts():
    """The list may be in the one member of an envelope, or be named like a list among others."""
    inner = with_counts({"data": {"rows": ITEMS, "total": 1}}, anything)
    named = with_counts({"links": [{}], "results": ITEMS, "total": 1}, anything)

    assert (inner["data"]["total"], named["total"]) == (3, 3)


def test_what_would_be_invalid_is_left_out():
    """The answer stays valid; counts that can agree do."""
    found = with_counts({"items": ITEMS, "total": 1, "size": 1}, lambda v: v["size"] < 3)

    assert found == {"items": ITEMS, "total": 3, "size": 1}


NUMBERS = st.integers(-5, 200)


@given(count=st.integers(0, 5), total=NUMBERS, pages=NUMBERS, size=NUMBERS, page=NUMBERS)
def test_pages_hold_all_items(count, total, pages, size, page):
    """There are as many pages as the total needs, and it has at least the items that are shown."""
    items: JSON = [{}] * count
    envelope = {"items": items, "total": total, "pages": pages, "size": size, "page": page}
    found = with_counts(envelope, anything)

    assert found["total"] >= count <= found["size"]
    assert found["pages"] * found["size"] >= found["total"]
    assert with_counts(found, anything) == found


@pytest.mark.parametrize("query", ["", "?size=2", "?__dynamic=true&__seed=1"])
def test_derived_answer_has_counts_of_its_list(contract_from, query):
    """An answer of the mock agrees with itself, with values of the request and with varied ones."""
    numbers = "total: {type: integer}, totalPages: {type: integer}, size: {type: integer}"
    items = "items: {type: array, items: {type: object, properties: {id: {type: integer}}}}"
    schema = f"{{type: object, required: [items], properties: {{{items}, {numbers}}}}}"
    size = "[{name: size, in: query, schema: {type: integer}}]"
    answer = f"{{'200': {{description: x, content: {{application/json: {{schema: {schema}}}}}}}}}"
    contract = contract_from(f"paths: {{/a: {{get: {{parameters: {size}, responses: {answer}}}}}}}")
    body = PetClient(contract, is_stateful=False).ask("GET", f"/a{query}").json()

    assert body.get("total", 1000) >= len(body["items"])
    if not query:
        assert {**body, "items": 0} == {"items": 0, "total": 3, "totalPages": 1, "size": 3}
    if query == "?size=2":
        assert body["size"] >= len(body["items"])
