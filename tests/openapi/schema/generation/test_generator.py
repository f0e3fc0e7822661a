"""The search for one valid value."""

import pytest

from openapi.contract import Schema
from openapi.schema.generation.generator import generate
from openapi.schema.validation import validator_for
from tests.openapi.schemas import schema


def test_lists_get_shorter_where_a_value_would_be_too_large():
    """Six lists inside each other do not have 3^6 values, and none of them is missing."""
    definition = {"type": "string"}
    for _ in range(6):
        definition = {"type": "array", "items": definition}

    assert generate(schema(definition)) == [[[[[["text"]]]]]]


def test_a_wrong_example_of_a_part_does_not_spoil_the_whole():
    """The part is generated instead."""
    part = {
        "type": "object",
        "required": ["n"],
        "example": {},
        "properties": {"n": {"type": "null"}},
    }
    where = schema({"type": "object", "properties": {"part": part}})

    assert generate(where) == {"part": {"n": None}}
    assert validator_for(where).is_valid(generate(where))


def test_a_branch_that_extends_another_one_is_denied_by_what_it_adds():
    """A user, or a user with statistics: only a member of the statistics separates them."""
    user = {"type": "object", "properties": {f"p{n}": {"type": "string"} for n in range(25)}}
    more = {"properties": {"count": {"type": "integer"}}}
    root = {"components": {"schemas": {"User": user}}}
    reference = {"$ref": "#/components/schemas/User"}
    choice = {"oneOf": [reference, {"allOf": [reference, more]}]}

    value = generate(Schema(definition=choice, pointer="", root=root))

    assert "count" in value
    assert not isinstance(value["count"], int)


def test_a_list_of_what_has_no_end_has_items():
    """Where all schemas refer to all others, the items of a list have what they require."""
    names = [f"n{number}" for number in range(12)]
    nodes = {
        name: {
            "type": "object",
            "required": ["kind"],
            "properties": {
                "kind": {"enum": [name]},
                **{each: {"$ref": f"#/{each}"} for each in names},
            },
        }
        for name in names
    }
    items = {"type": "array", "items": {"$ref": "#/n0"}}
    listed = {
        "type": "object",
        "required": ["data", "more"],
        "properties": {"data": items, "more": {"const": True}},
    }
    root = {**nodes, "list": listed}

    found = generate(Schema(definition=listed, pointer="/list", root=root))

    assert found == {"data": [{"kind": "n0"}] * 3, "more": True}


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("time", "00:00:01Z"),
        ("duration", "P1D"),
        ("url", "https://example.com/"),
        ("decimal", "63148"),
        ("int64", "63148"),
        ("", "63148"),
    ],
)
def test_number_is_no_text_of_a_format(form, value):
    """An example that is a number becomes a text, unless the format has no such texts."""
    definition = {"type": "string", "format": form, "example": 63148}

    assert generate(schema(definition)) == value
