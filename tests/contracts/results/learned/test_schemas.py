"""Tests of learned schemas; `tests/properties/test_observed_shapes.py` has their law."""

from contracts.observations.shapes.shape import merge_all, shape_of
from contracts.results.learned.schemas import parameter_schema, place_in, schema_of, tags_at


def learned(*values, name=""):
    """Return the schema of some values."""
    return schema_of(merge_all(map(shape_of, values)), name)


def test_members_are_required_where_they_were_always_seen():
    """And nullable where null was seen."""
    assert learned({"a": 1, "b": None}, {"a": 2, "b": "x"}, {"a": 3}) == {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": ["string", "null"]}},
        "required": ["a"],
    }


def test_numbers_with_and_without_fractions_are_numbers():
    """`7` and `7.5` are one type."""
    assert learned(7, 7.5) == {"type": "number"}
    assert learned(7, 8) == {"type": "integer"}


def test_formats_are_those_that_all_texts_have():
    """A word beside moments takes the format away."""
    assert learned("2024-05-01T10:00:00Z") == {"type": "string", "format": "date-time"}
    assert learned("2024-05-01T10:00:00Z", "never") == {"type": "string"}
    assert learned("urn:a") == {"type": "string"}


def test_closed_sets_of_nullable_values_have_null():
    """Otherwise the schema would refuse it."""
    words = ["open", "paid", None] * 8

    assert learned(*words, name="status") == {
        "type": ["string", "null"],
        "enum": ["open", "paid", None],
    }


def test_maps_have_the_schema_of_their_values():
    """Their keys are data."""
    assert learned({"17": 1, "18": 2, "19": 3}) == {
        "type": "object",
        "additionalProperties": {"type": "integer"},
    }


def test_parameters_of_mixed_texts_are_texts():
    """`page=2` and `page=last`."""
    assert parameter_schema(merge_all(map(shape_of, (2, "last"))), "page") == {"type": "string"}
    assert parameter_schema(merge_all(map(shape_of, (2, [3, 4]))), "id") == {
        "type": "array",
        "items": {"type": "integer"},
    }


def test_places_are_found_by_keys_and_items():
    """Rules are written there."""
    schema = learned({"rows": [{"a": 1}]})

    assert place_in(schema, ("rows", "*"), {}) == schema["properties"]["rows"]["items"]
    assert place_in(schema, ("none",), {}) is None


def test_what_is_said_about_one_place_is_not_said_in_a_component():
    """A rule of one operation is put beside the reference, not into what others share."""
    components = {"Row": {"type": "object", "properties": {"at": {"type": "object"}}}}
    kept = str(components)
    schema = {"type": "array", "items": {"$ref": "#/components/schemas/Row"}}
    place = place_in(schema, ("*", "at"), components)
    place["x-rules"] = ["rule"]

    assert str(components) == kept
    assert schema["items"] == {
        "allOf": [{"$ref": "#/components/schemas/Row"}],
        "properties": {"at": {"x-rules": ["rule"]}},
    }
    assert place_in(schema, ("*", "none"), components) is None


def test_the_tag_of_a_union_is_found_behind_references():
    """What the union of a component says is no rule of the operations that refer to it."""
    kinds = [{"title": "card", "properties": {"number": {}}, "required": ["type", "number"]}]
    components = {"Method": {"oneOf": kinds}, "Payment": {"properties": {"method": {}}}}
    components["Payment"]["properties"]["method"] = {"$ref": "#/components/schemas/Method"}
    schema = {"type": "array", "items": {"$ref": "#/components/schemas/Payment"}}

    assert tags_at(schema, ("*", "method"), components) == {"type"}
    assert tags_at(schema, ("*",), components) == frozenset()
    assert schema["items"] == {"$ref": "#/components/schemas/Payment"}
    assert place_in(components["Method"], ("number",), {}) is kinds[0]["properties"]["number"]


def test_one_object_makes_no_member_required():
    """Another one may lack what it has."""
    assert "required" not in learned({"a": 1})
    assert learned({"a": 1}, {"a": 2})["required"] == ["a"]
