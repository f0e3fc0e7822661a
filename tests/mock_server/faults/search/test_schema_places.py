"""Locations of a schema are found, and their values in a body."""

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
    """Return the names of a schema's locations."""
    return [place.name for place in schema_locations(schema(definition, **schemas))]


NESTED = {
    "type": "object",
    "properties": {
        "list": {"type": "array", "items": {"properties": {"n": {"type": "integer"}}}},
        "map": {"additionalProperties": {"type": "string"}},
    },
}


def test_properties_items_and_maps_are_found():
    """Each level has a name: the key, or a star for any item or value."""
    assert names(NESTED) == ["", "list", "list.*", "list.*.n", "map", "map.*"]


def test_references_and_all_of_are_followed():
    """The keywords of several schemas for one location are combined."""
    both = {"allOf": [{"$ref": "#/s/a"}, {"properties": {"n": {"minimum": 3}}}]}
    found = schema_locations(schema(both, a={"properties": {"n": {"type": "integer"}}}))

    assert [place.name for place in found] == ["", "n"]
    assert (found[1].keyword("type"), found[1].keyword("minimum")) == ("integer", 3)
    assert found[1].keyword("maximum") is None


def test_recursive_schema_is_followed_once():
    """A tree has its own locations and those of its children, and the search ends."""
    tree = {"properties": {"name": {"type": "string"}, "kids": {"items": {"$ref": "#/s/t"}}}}

    assert names({"$ref": "#/s/t"}, t=tree) == ["", "name", "kids", "kids.*"]


def test_items_with_a_prefix_are_not_all_items():
    """With `prefixItems`, `items` describes only the later items, so it gives no location."""
    pair = {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}

    assert names(pair) == [""]


def test_property_with_the_schema_true_is_a_location():
    """`true` is a schema as well as `{}`."""
    assert names({"properties": {"a": True, "b": {}}}) == ["", "a", "b"]


def test_alternatives_are_followed():
    """Bodies of one alternative have a value there; what always applies comes first."""
    cat = {"properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}}
    dog = {"properties": {"kind": {"const": "dog"}}}
    pet = {"properties": {"kind": {"type": "string"}}, "oneOf": [{"$ref": "#/s/cat"}, dog]}

    found = {place.name: place for place in schema_locations(schema(pet, cat=cat))}

    assert [*found] == ["", "kind", "lives"]
    assert found["kind"].schema.definition == {"type": "string"}
    assert (found["kind"].keyword("const"), found["lives"].keyword("type")) == ("cat", "integer")
    assert type(found["lives"].derived[0]) is int


def test_a_nullable_reference_is_followed():
    """As frameworks write an optional member."""
    optional = {"properties": {"a": {"anyOf": [{"$ref": "#/s/a"}, {"type": "null"}]}}}

    assert names(optional, a={"properties": {"n": {"type": "integer"}}}) == ["", "a", "a.n"]


def test_recursive_alternatives_are_followed_once():
    """The search ends, and has each location of the first two levels once."""
    node = {"anyOf": [{"properties": {"kid": {"$ref": "#/s/n"}}}, {"type": "null"}]}

    assert names({"$ref": "#/s/n"}, n=node) == ["", "kid"]


def test_special_characters_in_keys_are_escaped():
    """A dot in a key is not confused with a step."""
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
        ({}, "list.*.n", ({"list": [{"n": 0}, {"n": 1}, {"n": 2}]}, "/list/0/n")),
        ({"list": []}, "list.*", ({"list": [{"n": 0}]}, "/list/0")),
        ({"map": {"k": "v"}}, "map.*", ({"map": {"k": "v"}}, "/map/k")),
        ({"map": {}}, "map.*", ({"map": {"other": "text"}}, "/map/other")),
        ({"list": 5}, "list.*", None),
        ([], "list", None),
    ],
)
def test_missing_values_on_the_path_are_generated(body, name, expected):
    """Existing values are used, missing ones are generated, and another type has no result."""
    place = next(place for place in schema_locations(schema(NESTED)) if place.name == name)

    assert value_at(body, place) == expected


def test_location_of_a_pointer_is_found():
    """A pointer into a body has the location that describes it in the schema."""
    index = location_index(schema(NESTED))
    body = {"list": [{"n": 1}, {"n": 2}], "map": {"k": "v"}, "odd": 1}

    assert location_at(body, "/list/1/n", index).name == "list.*.n"
    assert location_at(body, "/map/k", index).steps == ("map", PathWildcard.VALUES)
    assert location_at(body, "/odd", index) is None
