"""Tests of the schema that decides how a parameter is written."""

import pytest

from openapi.contract import Schema
from openapi.parameters.shape import kind_of, member_of, shape_of

LIST = {"type": "array", "items": {"type": "integer"}}
NULL = {"type": "null"}
ROOT = {"components": {"schemas": {"Ids": LIST, "Self": {"$ref": "#/components/schemas/Self"}}}}


def shape(definition):
    """Return the definition that decides for a schema of the document."""
    return shape_of(Schema(definition=definition, pointer="/x", root=ROOT)).definition


@pytest.mark.parametrize(
    "definition",
    [
        LIST,
        {"$ref": "#/components/schemas/Ids"},
        {"anyOf": [LIST, NULL]},
        {"oneOf": [NULL, {"$ref": "#/components/schemas/Ids"}]},
        {"allOf": [{"$ref": "#/components/schemas/Ids"}]},
        {"allOf": [{"anyOf": [LIST, NULL]}]},
    ],
)
def test_a_list_is_a_list_however_it_is_written(definition):
    """FastAPI writes an optional list as anyOf with null; others wrap references in allOf."""
    assert {key: shape(definition)[key] for key in LIST} == LIST


def test_a_real_choice_stays_one():
    """A number or a list is no list, since the text may be either."""
    definition = {"anyOf": [LIST, {"type": "integer"}]}

    assert shape(definition) is definition


def test_parts_of_an_object_are_gathered():
    """A member has the type that any part gives it, and all that the parts say of it."""
    first = {"type": "object", "properties": {"a": {"description": "no type"}}}
    second = {"properties": {"a": {"type": "integer"}, "b": {}}, "required": ["a"]}
    definition = {"allOf": [first, second], "properties": {"a": {"minimum": 1}}}

    found = shape(definition)
    member = shape_of(Schema(definition=found["properties"]["a"], pointer="/x", root=ROOT))

    assert kind_of(member) == "integer"
    assert member.definition["minimum"] == 1
    assert (found["properties"].keys(), found["required"]) == ({"a", "b"}, ["a"])


def test_what_two_parts_have_in_common_decides():
    """A text or a list in one part, a list in another: only a list fits both."""
    either = {"type": ["array", "string"]}

    assert kind_of_shape({"allOf": [either, LIST]}) == "array"
    assert kind_of_shape({"allOf": [LIST, either]}) == "array"


def kind_of_shape(definition):
    """Return the type as which a value is written."""
    return kind_of(shape_of(Schema(definition=definition, pointer="/x", root=ROOT)))


@pytest.mark.parametrize(
    ("definition", "token", "title"),
    [
        ({"properties": {"a": {"title": "own"}}}, "a", "own"),
        ({"properties": {"a": {}}, "additionalProperties": {"title": "other"}}, "b", "other"),
        ({"patternProperties": {"^a": {"title": "like"}}}, "ab", "like"),
        ({"prefixItems": [{"title": "first"}], "items": {"title": "rest"}}, 0, "first"),
        ({"prefixItems": [{"title": "first"}], "items": {"title": "rest"}}, 1, "rest"),
        ({"properties": {"a": {"$ref": "#/components/schemas/Ids"}}}, "a", None),
        ({"type": "object"}, "a", None),
        ({"additionalProperties": True}, "a", None),
    ],
)
def test_member_has_the_schema_that_json_schema_gives_it(definition, token, title):
    """By its name, a pattern or as one of the others; without one, anything is allowed."""
    of = member_of(Schema(definition=definition, pointer="/x", root=ROOT), token)

    assert of.definition.get("title") == title
