"""Places of a schema."""

import pytest

from mock_server.faults.search.schema_places import (
    location_at,
    location_index,
    schema_locations,
    value_at,
)
from openapi.contract import PathWildcard, Schema


def schema(definition, **schemas):
    """Return a schema of a document with further schemas."""
    return Schema(definition=definition, pointer="", root={"s": schemas})


def names(definition, **schemas):
    """Return the names of a schema's places."""
    return [place.name for place in schema_locations(schema(definition, **schemas))]


NESTED = {
    "type": "object",
    "properties": {
        "list": {"type": "array", "items": {"properties": {"n": {"type": "integer"}}}},
        "map": {"additionalProperties": {"type": "string"}},
    },
}


def test_properties_items_and_maps_are_entered():
    """Each level has a name: keys as they are, a star for any item or value."""
    assert names(NESTED) == ["", "list", "list.*", "list.*.n", "map", "map.*"]


def test_references_and_all_of_are_followed():
    """What several schemas say about one place is put together."""
    both = {"allOf": [{"$ref": "#/s/a"}, {"properties": {"n": {"minimum": 3}}}]}
    found = schema_locations(schema(both, a={"properties": {"n": {"type": "integer"}}}))

    assert [place.name for place in found] == ["", "n"]
    assert (found[1].keyword("type"), found[1].keyword("minimum")) == ("integer", 3)
    assert found[1].keyword("maximum") is None


def test_schema_in_itself_is_entered_once():
    """A tree has its own places and those of its branches, and no end is lost in them."""
    tree = {"properties": {"name": {"type": "string"}, "kids": {"items": {"$ref": "#/s/t"}}}}

    assert names({"$ref": "#/s/t"}, t=tree) == ["", "name", "kids", "kids.*"]


def test_items_behind_a_prefix_are_not_all_items():
    """What is said of the items behind the first ones would be wrong of the first."""
    pair = {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}

    assert names(pair) == [""]


def test_name_that_may_be_anything_is_a_place():
    """`true` is a schema as well as `{}`."""
    assert names({"properties": {"a": True, "b": {}}}) == ["", "a", "b"]


def test_branches_are_not_entered():
    """Which branch a body follows cannot be told, so their places are not offered."""
    assert names({"anyOf": [{"properties": {"a": {}}}]}) == [""]


def test_odd_keys_are_escaped():
    """A key that is no plain word cannot be mistaken for several steps."""
    assert names({"properties": {"a.b": {}, "é": {}, "a-b_1": {}}}) == [
        "",
        "a~2e~b",
        "~e9~",
        "a-b_1",
    ]


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        ({"list": [{"n": 1}]}, "list.*.n", ({"list": [{"n": 1}]}, "/list/0/n")),
        ({}, "list.*.n", ({"list": [{"n": 0}]}, "/list/0/n")),
        ({"list": []}, "list.*", ({"list": [{"n": 0}]}, "/list/0")),
        ({"map": {"k": "v"}}, "map.*", ({"map": {"k": "v"}}, "/map/k")),
        ({"map": {}}, "map.*", ({"map": {"other": "text"}}, "/map/other")),
        ({"list": 5}, "list.*", None),
        ([], "list", None),
    ],
)
def test_missing_steps_are_filled_in(body, name, expected):
    """What stands on the way is used, what is missing is derived, what does not fit is refused."""
    place = next(place for place in schema_locations(schema(NESTED)) if place.name == name)

    assert value_at(body, place) == expected


def test_pointers_lead_to_places():
    """A pointer into a body is matched with what the schema says there."""
    index = location_index(schema(NESTED))
    body = {"list": [{"n": 1}, {"n": 2}], "map": {"k": "v"}, "odd": 1}

    assert location_at(body, "/list/1/n", index).name == "list.*.n"
    assert location_at(body, "/map/k", index).steps == ("map", PathWildcard.VALUES)
    assert location_at(body, "/odd", index) is None
