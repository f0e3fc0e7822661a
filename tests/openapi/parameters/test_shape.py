"""Tests of the schema that decides how a parameter is written."""

import pytest

from openapi.contract import Schema
from openapi.parameters.shape import shape_of

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
    """Properties of all parts count; the first part decides where two differ."""
    first = {"type": "object", "properties": {"a": {"type": "integer"}}}
    second = {"type": "object", "properties": {"a": {"type": "string"}, "b": {}}}

    assert shape({"allOf": [first, second]})["properties"] == {"a": {"type": "integer"}, "b": {}}
