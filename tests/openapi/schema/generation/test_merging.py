"""Schemas of an `allOf` as one; that it means the same is a property test."""

import pytest

from openapi.schema.generation.merging import every, is_nothing, member_schema, merged


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"minimum": 1}, {"minimum": 2}, {"minimum": 2}),
        ({"type": ["integer", "null"]}, {"type": "number"}, {"type": "integer"}),
        ({"enum": [1, 2]}, {"enum": [2.0, 3]}, {"enum": [2]}),
        ({"multipleOf": 4}, {"multipleOf": 6}, {"multipleOf": 12}),
        ({"required": ["a"]}, {"required": ["b", "a"]}, {"required": ["a", "b"]}),
        ({"pattern": "a"}, {"pattern": "b"}, {"pattern": "a", "allOf": [{"pattern": "b"}]}),
    ],
)
def test_two_values_of_a_keyword_become_one(first, second, expected):
    """What cannot be united stays in the `allOf`."""
    assert merged({}, {"allOf": [first, second]}) == expected


def test_types_that_exclude_each_other_are_seen():
    """Nothing is generated for them."""
    assert is_nothing(merged({}, {"allOf": [{"type": "string"}, {"type": "array"}]}))


def test_a_key_that_one_part_does_not_name_is_another_key_to_it():
    """`additionalProperties` of one part is about the properties of the other."""
    found = merged({}, {"allOf": [{"additionalProperties": False}, {"properties": {"a": True}}]})

    assert member_schema(found, "a") is False


def test_every_value_of_a_keyword_is_found():
    """Those that were left in the `allOf` too."""
    assert [*every({"pattern": "a", "allOf": [{"pattern": "b"}]}, "pattern")] == ["a", "b"]
