"""The one list of a body is found in its schema and in its values."""

import pytest

from openapi.schema.paging.lists import (
    documented_key,
    documented_list,
    documented_next,
    key_in,
    list_in,
    next_in,
)
from tests.contracts.guessed import operation_of

NOTE = {"type": "object", "properties": {"id": {"type": "integer"}, "text": {"type": "string"}}}
NOTES = {"type": "array", "items": NOTE}


def of(**properties):
    """Return the schema of an object."""
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        (NOTES, ""),
        (of(notes=NOTES, total={"type": "integer"}), "/notes"),
        (of(items=NOTES, warnings={"type": "array"}), "/items"),
        (of(notes=NOTES, pens=NOTES), None),
        (of(data=of(notes=NOTES)), "/data/notes"),
        ({"allOf": [of(total={"type": "integer"}), of(results=NOTES)]}, "/results"),
        (NOTE, None),
        ({}, None),
    ],
)
def test_documented_list_is_found_if_it_is_clear(tmp_path, schema, place):
    """A body with two lists of equal rank has none."""
    operation = operation_of(tmp_path, schema=schema)

    assert documented_list(operation) == place
    if place is not None:
        assert documented_key(operation, place) == "/id"


@pytest.mark.parametrize(
    ("body", "place", "key"),
    [
        ([{"text": "a", "id": 1}], "", "/id"),
        ({"notes": [{"note_id": 1}], "n": 1}, "/notes", "/note_id"),
        ({"_embedded": {"notes": [{"name": "a"}]}}, "/_embedded/notes", "/name"),
        ({"data": ["a"], "errors": []}, "/data", ""),
        ([{"x": 1}], "", None),
        ([1.5], "", None),
        ([], "", None),
    ],
)
def test_list_of_an_answer_is_found_if_it_is_clear(body, place, key):
    """So is what identifies its items."""
    assert list_in(body) == place
    assert key_in(body, place) == key


@pytest.mark.parametrize("body", [None, 7, "text", {}, {"a": 1}, {"a": [], "b": []}])
def test_other_bodies_have_no_list(body):
    """Whatever a server answers is read."""
    assert list_in(body) is None
    assert next_in(body) is None


def test_the_way_to_the_next_page_is_found(tmp_path):
    """As a cursor, or as a URL."""
    assert next_in({"meta": {"next_cursor": "abc"}}) == "/meta/next_cursor"
    assert next_in({"next": "http://a.example/?page=2"}) == "/next"
    text = {"type": "string"}
    cursor = of(data=NOTES, meta=of(nextPageToken=text))
    found = documented_next(operation_of(tmp_path, schema=cursor))
    assert (found.pointer, found.is_url) == ("/meta/nextPageToken", False)
    url = of(results=NOTES, next=text)
    found = documented_next(operation_of(tmp_path, schema=url))
    assert (found.pointer, found.is_url, found.is_sure) == ("/next", True, False)
    text = {"type": "string", "format": "uri"}
    sure = of(results=NOTES, next={"anyOf": [text, {"type": "null"}]}, previous=text)
    found = documented_next(operation_of(tmp_path, schema=sure))
    assert (found.pointer, found.is_sure, found.previous) == ("/next", True, "/previous")
    assert documented_next(operation_of(tmp_path, schema=NOTES)) is None
