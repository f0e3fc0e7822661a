"""Objects with the members that they must have, and those that they may have."""

from openapi.schema.examples import generate_example
from tests.openapi.schemas import schema

TEXT = {"type": "string"}


def test_a_member_without_a_value_is_left_out_with_what_asks_for_it():
    """`a` needs `b`, and `b` has no value."""
    definition = {
        "type": "object",
        "properties": {"a": TEXT, "b": {"not": {}}, "c": TEXT},
        "dependentRequired": {"a": ["b"]},
    }

    assert generate_example(schema(definition)) == {"c": "text"}


def test_names_are_made_up_as_the_schema_asks():
    """`propertyNames` decides on the keys of a map."""
    definition = {
        "type": "object",
        "minProperties": 2,
        "propertyNames": {"enum": ["x", "y"]},
        "additionalProperties": {"type": "integer"},
    }

    assert generate_example(schema(definition)) == {"x": 0, "y": 0}
