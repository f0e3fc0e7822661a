"""The types that a schema declares, as a name or as a list."""

from openapi.schema.types import examples_in, takes_null, type_of, types_of
from tests.acceptance.cases import cases


@cases(
    "schema, types, one, is_nullable",
    {
        "none": ({}, set(), "", False),
        "a name": ({"type": "string"}, {"string"}, "string", False),
        "a name or null": ({"type": ["string", "null"]}, {"string", "null"}, "string", True),
        "a choice": ({"type": ["string", "integer"]}, {"string", "integer"}, "", False),
        "null alone": ({"type": "null"}, {"null"}, "", True),
        "a branch": ({"anyOf": [{"type": "string"}, {"type": "null"}]}, set(), "", True),
    },
)
def test_declared_types(schema, types, one, is_nullable):
    """Null is not a type by which a value is generated or converted."""
    assert types_of(schema) == types
    assert type_of(schema) == one
    assert takes_null(schema) is is_nullable


def test_examples_of_both_versions():
    """The example of 3.0 comes first; `examples` is a list in JSON Schema."""
    assert examples_in({"example": None, "examples": [1, 2]}) == (None, 1, 2)
    assert examples_in({"examples": {"a": 1}}) == ()
