"""Where a body shows one of a few documented values."""

from mock_server.journal.enum_values import enum_locations, observed_values
from openapi.contract import Schema

TREE = {
    "definitions": {
        "Job": {
            "type": "object",
            "properties": {
                "state": {"enum": ["open", "done", None]},
                "parent": {"$ref": "#/definitions/Job"},
            },
        }
    }
}


def places(definition):
    """Return the places of a schema by their address."""
    schema = Schema(definition=definition, pointer="", root=TREE)
    return {place.at: place for place in enum_locations(schema)}


def test_places_are_found_through_references_lists_and_maps():
    """Values of items, of map values and after references are found in the body."""
    found = places(
        {
            "properties": {
                "jobs": {"type": "array", "items": {"$ref": "#/definitions/Job"}},
                "by_name": {"additionalProperties": {"enum": [1, 2]}},
            }
        }
    )

    assert found["/jobs/*/state"].values == ("open", "done", "null")
    assert found["/by_name/*"].values == ("1", "2")


def test_schema_that_refers_to_itself_comes_to_an_end():
    """A recursive schema gives locations down to a maximal depth."""
    assert len(places({"$ref": "#/definitions/Job"})) < 50


def test_alternatives_are_merged():
    """The values of several branches at one location are merged."""
    found = places({"anyOf": [{"enum": ["a", "b"]}, {"allOf": [{"enum": ["b", "c"]}]}]})

    assert found[""].values == ("a", "b", "c")


def test_observed_values_are_those_of_the_enum_in_the_body():
    """Of a body, only documented values count, wherever the place repeats."""
    place = places({"type": "array", "items": {"$ref": "#/definitions/Job"}})["/*/state"]
    body = [{"state": "open"}, {"state": None}, {"state": "strange"}, {"other": 1}, "text"]

    assert observed_values(place, body) == {"open", "null"}
    assert observed_values(place, {"a": {"state": ["open"]}}) == frozenset()
    assert observed_values(place, "text") == frozenset()


def test_values_named_by_patterns_conditions_and_places_are_found():
    """A list of values counts with every keyword of JSON Schema that contains it."""
    found = places(
        {
            "patternProperties": {"^x-": {"enum": ["a"]}},
            "then": {"properties": {"b": {"enum": ["c"]}}},
            "properties": {"d": {"prefixItems": [{"enum": ["e"]}]}},
            "not": {"properties": {"f": {"enum": ["g"]}}},
        }
    )

    assert {at: place.values for at, place in found.items()} == {
        "/*": ("a",),
        "/b": ("c",),
        "/d/*": ("e",),
    }
