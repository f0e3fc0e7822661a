"""Schemas of OpenAPI 3.0 are converted to JSON Schema."""

import pytest

from openapi.schema.conversion import json_schema_of
from openapi.schema.validation import SchemaValidator
from tests.acceptance.cases import cases
from tests.openapi.schemas import ref, schema

TEXT = {"type": "string"}
NULLABLE = {"type": "string", "nullable": True}


def takes(definition, value, **components):
    """Whether a schema allows a value."""
    return SchemaValidator(json_schema_of(schema(definition, **components))).is_valid(value)


@cases(
    "definition, value, valid",
    {
        "null where it may be": (NULLABLE, None, True),
        "text where null may be": (NULLABLE, "x", True),
        "number where null may be": (NULLABLE, 1, False),
        "null where it may not": (TEXT, None, False),
        "nullable false": ({**TEXT, "nullable": False}, None, False),
        "nullable without a type": ({"nullable": True, "minLength": 1}, None, True),
        "null beside an enum": ({**NULLABLE, "enum": ["a"]}, None, True),
        "another value beside an enum": ({**NULLABLE, "enum": ["a"]}, "b", False),
        "enum with null": ({**NULLABLE, "enum": ["a", None]}, None, True),
        "enum with null, not nullable": ({**TEXT, "enum": ["a", None]}, None, False),
        "nullable around allOf": ({"nullable": True, "allOf": [TEXT]}, None, True),
        "nullable with type around allOf": ({**NULLABLE, "allOf": [TEXT]}, None, True),
        "nullable around a reference": ({"nullable": True, "allOf": [ref("A")]}, None, True),
        "nullable inside allOf": ({"allOf": [NULLABLE, TEXT]}, None, False),
        "exclusive minimum": ({"minimum": 1, "exclusiveMinimum": True}, 1, False),
        "exclusive minimum and more": ({"minimum": 1, "exclusiveMinimum": True}, 1.5, True),
        "exclusive minimum false": ({"minimum": 1, "exclusiveMinimum": False}, 1, True),
        "exclusive minimum alone": ({"exclusiveMinimum": True}, -5, True),
        "exclusive maximum": ({"maximum": 1, "exclusiveMaximum": True}, 1, False),
        "int32 at its bound": ({"type": "integer", "format": "int32"}, 2147483647, True),
        "int32 beyond": ({"type": "integer", "format": "int32"}, 2147483648, False),
        "int64 at its bound": ({"type": "integer", "format": "int64"}, -9223372036854775808, True),
        "int64 beyond": ({"type": "integer", "format": "int64"}, 9223372036854775808, False),
        "own bound counts": ({"type": "integer", "format": "int32", "maximum": 5}, 6, False),
        "4000.0 is an integer": ({"type": "integer"}, 4000.0, True),
        "true is no integer": ({"type": "integer"}, True, False),
        "true is not 1": ({"enum": [1]}, True, False),
        "format that is judged": ({**TEXT, "format": "date-time"}, "x", False),
        "format that is not checked": ({**TEXT, "format": "hostname"}, "-", True),
        "format of another type": ({"format": "date-time"}, 5, True),
        "password is a hint": ({**TEXT, "format": "password"}, "x", True),
        "example is no rule": ({**TEXT, "example": 5}, "x", True),
        "default is no rule": ({"type": "object", "default": {"a": 1}}, {}, True),
        "own extension is no rule": ({"x-const": 1, **TEXT}, "x", True),
        "no other keys": (
            {"properties": {"a": {}}, "additionalProperties": False},
            {"b": 1},
            False,
        ),
        "keys of a kind": ({"additionalProperties": NULLABLE}, {"b": None, "c": "x"}, True),
        "not nullable": ({"not": NULLABLE}, None, False),
        "one of": ({"oneOf": [{"type": "integer"}, {"type": "number"}]}, 1, False),
        "properties called like keywords": (
            {"properties": {"nullable": TEXT, "x-a": TEXT, "example": TEXT}},
            {"nullable": 1},
            False,
        ),
        "extension as a property": ({"properties": {"x-a": TEXT}}, {"x-a": 1}, False),
        "property called $ref": ({"properties": {"$ref": TEXT}}, {"$ref": 1}, False),
    },
)
def test_differences_of_openapi_3_0(definition, value, valid):
    """Where OpenAPI 3.0 and JSON Schema differ, OpenAPI's meaning counts."""
    assert takes(definition, value, A=TEXT) is valid


@cases(
    "sibling", {"type": {"type": "integer"}, "nullable": {"nullable": True}, "enum": {"enum": [1]}}
)
def test_keywords_beside_a_reference_are_ignored(sibling):
    """OpenAPI 3.0: "any sibling elements of a $ref are ignored"."""
    assert takes({**ref("A"), **sibling}, "x", A=TEXT)
    assert not takes({**ref("A"), **sibling}, None, A=TEXT)


def test_schemas_that_contain_themselves():
    """A recursive schema validates every level of a tree."""
    tree = {"type": "object", "properties": {"children": {"type": "array", "items": ref("Tree")}}}

    assert takes(ref("Tree"), {"children": [{"children": []}]}, Tree=tree)
    assert not takes(ref("Tree"), {"children": [{"children": [5]}]}, Tree=tree)


def test_names_that_look_alike_are_kept_apart():
    """A reference resolves to its own target, for any characters in the name."""
    components = {
        "A/B": TEXT,
        "A_B": {"type": "integer"},
        "A~B": {"type": "boolean"},
        "A%2FB é": {"type": "array"},
    }
    definition = {
        "properties": {
            "a": {"$ref": "#/components/schemas/A~1B"},
            "b": ref("A_B"),
            "c": {"$ref": "#/components/schemas/A~0B"},
            "d": ref("A%2FB é"),
        }
    }

    assert takes(definition, {"a": "x", "b": 1, "c": True, "d": []}, **components)
    for name, value in (("a", 1), ("b", "x"), ("c", 1), ("d", "x")):
        assert not takes(definition, {name: value}, **components)


def test_long_chains_of_references():
    """A chain of a thousand references does not exhaust the stack."""
    chain = {f"S{i}": {"properties": {"a": ref(f"S{i + 1}")}} for i in range(1000)}

    assert takes(ref("S0"), {"a": {"a": 1}}, **chain, S1000=TEXT)


def test_references_into_lists():
    """A pointer may contain a list index."""
    definition = {"anyOf": [TEXT, {"$ref": "#/components/schemas/here/anyOf/0"}]}

    assert takes(definition, "x")
    assert not takes(definition, 1)


def test_references_that_do_not_resolve():
    """A reference that does not resolve is a KeyError."""
    with pytest.raises(KeyError):
        json_schema_of(schema(ref("Nothing")))
