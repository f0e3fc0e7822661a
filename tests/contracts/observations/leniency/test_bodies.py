"""Tests of: JSON bodies that lenient servers read as valid ones."""

import pytest

from contracts.observations.leniency.bodies import is_readable, without_read_only
from openapi.contract import Schema
from openapi.schema.validation import SchemaValidator

BOOK = SchemaValidator(
    {
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"type": "string", "maxLength": 5},
            "pages": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]},
            "lent": {"type": "boolean"},
            "prices": {"type": "array", "items": {"type": "number"}},
            "genre": {"enum": ["novel", "poem"]},
            "made": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
            "day": {"type": "string", "format": "date"},
            "tags": {"type": "array", "uniqueItems": True, "minItems": 2},
        },
    }
)


@pytest.mark.parametrize(
    "body",
    [
        {"title": 0},
        {"title": False},
        {"title": "a", "pages": False},
        {"title": "a", "pages": "7"},
        {"title": "a", "pages": 2.5e-42},
        {"title": "a", "lent": 1},
        {"title": "a", "lent": "true"},
        {"title": "a", "made": 0, "day": 86400},
        {"title": "a", "made": 1.5},
        {"title": "a", "tags": ["a", "b", "a"]},
        {"title": "a", "made": "1700000000"},
        {"title": 7, "pages": " 7 ", "prices": [1, "2.5", True], "lent": 0},
    ],
)
def test_a_converted_scalar_is_readable(body):
    """Common frameworks convert these by default."""
    assert is_readable(body, BOOK)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        7,
        {"title": None},
        {"title": ["a"]},
        {"title": "a", "pages": -1},
        {"title": "a", "pages": "-1"},
        {"title": "a", "pages": "many"},
        {"title": "a", "pages": "1" * 50},
        {"title": "a", "pages": "nan"},
        {"title": "too long"},
        {"title": 1234567},
        {"title": "a", "lent": 2},
        {"title": "a", "made": True},
        {"title": "a", "tags": ["a", "a"]},
        {"title": "a", "made": "yesterday"},
        {"title": "a", "day": "2000-02-30"},
        {"title": "a", "genre": "song"},
        {"title": 0, "genre": "song"},
        {"title": "a", "prices": ["?"]},
        {"title": "a", "prices": ["1"] * 1000},
    ],
)
def test_anything_else_is_not(body):
    """A missing, forbidden or unreadable value stays a fault, however many there are."""
    assert not is_readable(body, BOOK)


def test_read_only_values_are_left_out():
    """Wherever they are: in what is referred to, in parts of `allOf` and in lists."""
    root = {
        "components": {
            "schemas": {
                "Id": {"readOnly": True, "type": "integer"},
                "Own": {"properties": {"id": {"$ref": "#/components/schemas/Id"}}},
            }
        }
    }
    item = {"allOf": [{"$ref": "#/components/schemas/Own"}, {"properties": {"name": {}}}]}
    schema = {"properties": {"items": {"type": "array", "items": item}, "id": {}}}
    body = {"id": 1, "items": [{"id": {}, "name": "a", "more": [1]}, 7], "other": None}

    assert without_read_only(body, Schema(definition=schema, pointer="", root=root)) == {
        "id": 1,
        "items": [{"name": "a", "more": [1]}, 7],
        "other": None,
    }
    assert without_read_only(body, Schema(definition={}, pointer="", root=root)) == body
