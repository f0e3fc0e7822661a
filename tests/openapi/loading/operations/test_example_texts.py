"""Tests of examples of JSON that are written as a text."""

import pytest

from openapi.contract import Schema
from openapi.loading.operations.example_texts import value_of_text

TEXT = '{\n  "a": 1\n}'
OBJECT = {"type": "object"}


def value(text=TEXT, schema=OBJECT, media_type="application/json"):
    """Return what an example of a body with this schema means."""
    of = None if schema is None else Schema(definition=schema, pointer="", root=schema)
    return value_of_text(text, of, media_type)


@pytest.mark.parametrize(
    "schema",
    [
        OBJECT,
        {"properties": {"a": {}}},
        {"allOf": [{"type": "object"}]},
        {"oneOf": [{"type": "array"}, {"type": "object"}]},
    ],
)
def test_json_in_a_text_is_the_value_where_no_text_is_allowed(schema):
    """A front end gets the object, and the check does not accuse the document."""
    assert value(schema=schema) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "schema", "media_type"),
    [
        (TEXT, {"type": "string"}, "application/json"),
        (TEXT, {"type": ["string", "object"]}, "application/json"),
        (TEXT, {}, "application/json"),
        (TEXT, None, "application/json"),
        (TEXT, OBJECT, "text/plain"),
        ("{ no JSON", OBJECT, "application/json"),
        ("plain", OBJECT, "application/json"),
    ],
)
def test_any_other_text_stays(text, schema, media_type):
    """What may be a text is left as it is written."""
    assert value(text, schema, media_type) == text
