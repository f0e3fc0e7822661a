"""The search for one valid value."""

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
