"""What a schema states itself."""

import pytest

from openapi.schema.generation.stated import documented_values, is_of_a_part, is_plain, likely_types


def test_items_begin_with_the_next_value():
    """An enum is used in turn."""
    assert [*documented_values({"enum": ["a", "b", "c"]}, 1)] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("schema", "name", "found"),
    [
        ({"example": 42}, "id", [42, 43, 44]),
        ({"example": "9b2d-0f"}, "uuid", ["9b2d-0f", "9b2d-10", "9b2d-11"]),
        ({"examples": ["a", "b"]}, "_id", ["a", "b", "a-3"]),
        ({"example": 42}, "price", [42, 42, 42]),
        ({"type": "integer", "example": "42"}, "id", [42, 43, 44]),
    ],
)
def test_no_two_items_have_the_same_identity(schema, name, found):
    """Where one example is documented, the other items have identities that follow it."""
    assert [next(documented_values(schema, number, name)) for number in range(3)] == found


@pytest.mark.parametrize(
    ("type_name", "example", "found"),
    [
        ("integer", "7", 7),
        ("number", "1.5", 1.5),
        ("string", 5, "5"),
        ("boolean", "False", False),
        (["integer", "null"], "7", 7),
        ("integer", "seven", "seven"),
        ("integer", "7.5", "7.5"),
        ("string", None, None),
        ("string", "7", "7"),
    ],
)
def test_an_example_is_meant_as_its_documented_type(type_name, example, found):
    """Programs that write YAML quote numbers, and write texts of digits without quotes."""
    (value,) = documented_values({"type": type_name, "example": example}, 0)

    assert (type(value), value) == (type(found), found)


def test_the_likely_type_comes_first():
    """Null is last if it is declared; without a type, the keywords decide, then the name."""
    assert likely_types({"type": ["null", "string"]}) == ("string", "null")
    assert likely_types({"minItems": 1}, (1.5,))[:2] == ("array", "number")
    assert likely_types({}, (1.5,))[:2] == ("number", "null")
    assert likely_types({"type": "string"}, (1.5,)) == ("string",)


def test_a_schema_with_a_condition_is_not_plain():
    """Its values are checked where they are made."""
    assert is_plain({"type": "object", "x-a": 1})
    assert not is_plain({"not": {}})


@pytest.mark.parametrize(
    ("schema", "is_partial"),
    [
        ({"allOf": [{"example": {"id": 3}}]}, True),
        ({"allOf": [], "example": {"id": 3}}, False),
        ({"allOf": [], "default": {}}, False),
        ({"example": {"id": 3}}, False),
    ],
)
def test_examples_of_parts_are_distinguished(schema, is_partial):
    """Only the example of a whole schema has all of its members."""
    assert is_of_a_part(schema) is is_partial
