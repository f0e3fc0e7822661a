"""Values that a schema refuses."""

from openapi.schema.generation.denials import denials
from openapi.schema.validation import SchemaValidator


def test_a_denied_schema_refuses_what_a_denial_allows():
    """Each denial breaks one keyword."""
    denied = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    refused = SchemaValidator(denied)
    found = [*denials({}, denied)]

    assert {"type": "object", "properties": {"a": False}} in found
    assert not refused.is_valid({})
    assert found[-1] == {}


def test_a_circle_of_all_of_ends():
    """A schema that is its own part is not followed for ever."""
    root = {"a": {"allOf": [{"$ref": "#/a"}]}}

    assert [*denials(root, {"$ref": "#/a"})][-1] == {}
