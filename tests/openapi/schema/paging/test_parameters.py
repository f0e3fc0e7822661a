"""The parameters of a page are recognised by the names and types that APIs give them."""

import pytest

from openapi.schema.paging.parameters import page_parameters
from tests.contracts.guessed import operation_of

NUMBER = {"type": "integer"}
TEXT = {"type": "string"}


def found(folder, *parameters):
    """Return kind, position and limit; None if nothing seems to page."""
    paging = page_parameters(operation_of(folder, parameters=parameters))
    if paging is None:
        return None
    return (str(paging.kind) if paging.position else "", paging.position, paging.limit)


@pytest.mark.parametrize(
    ("position", "limit", "kind"),
    [
        ("skip", "limit", "offset"),
        ("offset", "limit", "offset"),
        ("_offset", "_limit", "offset"),
        ("$skip", "$top", "offset"),
        ("skip", "take", "offset"),
        ("page[offset]", "page[limit]", "offset"),
        ("page", "per_page", "page"),
        ("page", "size", "page"),
        ("Page", "PageSize", "page"),
        ("pageNumber", "pageSize", "page"),
        ("page[number]", "page[size]", "page"),
        ("cursor", "limit", "cursor"),
        ("pageToken", "maxResults", "cursor"),
        ("page[after]", "page[size]", "cursor"),
        ("after", "first", "cursor"),
    ],
)
def test_usual_names_are_known(tmp_path, position, limit, kind):
    """Those of FastAPI, Django, Spring, OData, JSON:API, Google, Twilio, GitHub."""
    schema = TEXT if kind == "cursor" else NUMBER

    assert found(tmp_path, (limit, NUMBER), (position, schema)) == (kind, position, limit)


@pytest.mark.parametrize("schema", [NUMBER, {"anyOf": [NUMBER, {"type": "null"}]}])
def test_a_cursor_may_be_a_number(tmp_path, schema):
    """Many servers take the id of the last item; `after` may mean a time, so it has to be text."""
    assert found(tmp_path, ("limit", NUMBER), ("cursor", schema)) == ("cursor", "cursor", "limit")
    assert found(tmp_path, ("limit", NUMBER), ("after", schema)) == ("", "", "limit")


@pytest.mark.parametrize(
    ("parameters", "known"),
    [
        ([("size", NUMBER)], None),  # of a shirt
        ([("count", NUMBER)], None),
        ([("page", NUMBER)], None),  # how long a page is cannot be chosen
        ([("limit", {"type": "boolean"}), ("skip", NUMBER)], None),
        ([("filter[limit]", NUMBER)], None),
        ([("limit", NUMBER)], ("", "", "limit")),
        ([("limit", NUMBER), ("offset", {**NUMBER, "minimum": 1})], ("", "", "limit")),
        ([("limit", NUMBER), ("from", NUMBER)], ("", "", "limit")),  # of a time
        (
            [("limit", NUMBER), ("from", {**NUMBER, "default": 0}), ("to", NUMBER)],
            ("", "", "limit"),
        ),
        (
            [("size", NUMBER), ("from", {**NUMBER, "default": 0})],
            ("offset", "from", "size"),
        ),
        (
            [("limit", {"anyOf": [NUMBER, {"type": "null"}]}), ("skip", NUMBER)],
            ("offset", "skip", "limit"),
        ),
        ([("limit", NUMBER), ("page", TEXT)], ("", "", "limit")),
    ],
)
def test_names_that_mean_something_else_are_left_out(tmp_path, parameters, known):
    """A word that often means something else counts only beside another one of a page."""
    assert found(tmp_path, *parameters) == known


@pytest.mark.parametrize(
    ("schema", "first"),
    [({}, None), ({"minimum": 0}, 0), ({"minimum": 1}, 1), ({"default": 1}, 1)],
)
def test_the_first_page_is_known_from_its_bounds(tmp_path, schema, first):
    """Nothing is assumed where the document says nothing."""
    parameters = (("page", NUMBER | schema), ("per_page", NUMBER))

    assert page_parameters(operation_of(tmp_path, parameters=parameters)).first_page == first
