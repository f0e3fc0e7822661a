"""Contradictions of schemas are named, and nothing is said of others."""

from tests.acceptance.cases import cases
from tests.benchmarks.corpus.impossible import impossibility

TREE = {"required": ["left"], "properties": {}}
TREE["properties"]["left"] = {"$ref": "Tree"}
TARGETS = {"Tree": TREE, "Text": {"type": "string"}}


def resolve(value):
    """Return the target of a reference by name."""
    return TARGETS[value["$ref"]] if isinstance(value, dict) and "$ref" in value else value


@cases(
    "schema, reason",
    {
        "itself": ({"$ref": "Tree"}, "left: it requires a value of itself"),
        "types": ({"allOf": [{"$ref": "Text"}, {"type": "integer"}]}, "no type in common"),
        "enums": ({"enum": [1], "allOf": [{"enum": [2]}]}, "no value in common"),
        "bounds": ({"minLength": 3, "allOf": [{"maxLength": 2}]}, "minLength is above"),
        "type of an enum": ({"type": "object", "enum": ["a"]}, "no value of its type, object"),
        "texts of an integer": (
            {"type": "integer", "enum": ["0 (no)"]}, "no value of its type, integer",
        ),
        "closed": ({"required": ["a"], "additionalProperties": False}, "requires a, and is closed"),
        "time": ({"format": "date-time", "pattern": "^se-"}, "no date-time matches"),
        "branches": ({"oneOf": [{"$ref": "Text"}, {"type": "string", "example": "a"}]}, "fits a"),
        "open branches": (
            {
                "oneOf": [
                    {"properties": {"a": {"type": "string", "example": "x"}}},
                    {"properties": {"a": {"type": "string"}}, "title": "b"},
                    {"properties": {"a": {"type": "string"}, "b": {}}, "required": ["b"]},
                ]
            },
            "fits a",
        ),
        "all branches": ({"anyOf": [{"$ref": "Tree"}]}, "no branch of its anyOf"),
        "type beside branches": (
            {"type": "null", "oneOf": [{"$ref": "Text"}, {"type": "number"}]}, "no type in common",
        ),
        "items": (
            {"type": "array", "minItems": 1, "items": {"$ref": "Tree"}}, "its items: left",
        ),
    },
)  # fmt: skip
def test_a_contradiction_is_named(schema, reason):
    """The reason can be checked in the document."""
    assert reason in impossibility(schema, resolve)


@cases(
    "schema",
    {
        "optional": ({"properties": {"left": {"$ref": "Tree"}}}),
        "empty list": ({"type": "array", "items": {"$ref": "Tree"}}),
        "a branch": ({"oneOf": [{"$ref": "Tree"}, {"$ref": "Text"}]}),
        "another branch": ({"oneOf": [{"$ref": "Text"}, {"type": "string", "maxLength": 1}]}),
        "number and integer": ({"type": "number", "allOf": [{"type": "integer"}]}),
        "boolean": (True),
        "enum with null": ({"type": "string", "enum": [1, None]}),
        "closed with a pattern": (
            {"required": ["a"], "additionalProperties": False, "patternProperties": {"a": {}}}
        ),
    },
)
def test_nothing_is_said_of_others(schema):
    """A value may exist."""
    assert impossibility(schema, resolve) == ""
