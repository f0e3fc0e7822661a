"""Documented examples, and values generated for schemas without any."""

import pytest

from openapi.json.pointers import iter_values
from openapi.loading.document import load_contracts
from openapi.loading.yaml import read_yaml
from openapi.schema.examples import documented_examples, generate_example
from openapi.schema.validation import validator_for
from tests.acceptance.cases import cases
from tests.openapi.documents import PACKAGE
from tests.openapi.schemas import ref, schema

TEXT = {"type": "string"}
TREE = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": TEXT,
        "left": ref("Tree"),
        "children": {"type": "array", "items": ref("Tree")},
    },
}


def test_documented_examples_come_in_the_order_of_the_document():
    """Every named example of every answer is yielded, with its operation."""
    found = [
        (each.operation.id, each.response.status, each.example.name)
        for contract in load_contracts()
        for each in documented_examples(contract)
    ]

    assert found == [
        ("listImportJobs", "200", "documented"),
        ("listImportJobs", "500", "internal-server-error"),
        ("listImportJobs", "500", "from-schema"),
        ("showMembersImportStatus", "200", "documented"),
        ("showMembersImportStatus", "200", "placeholder"),
        ("showMembersImportStatus", "404", "not-found"),
    ]


def test_no_documented_example_is_left_out():
    """The number of examples is that of the YAML."""
    names = {
        pointer.rpartition("/")[2]
        for path in (PACKAGE / "placewise.yaml", PACKAGE / "elastic_path.yaml")
        for pointer, value in iter_values(read_yaml(path).tree)
        if "/examples/" in pointer and isinstance(value, dict) and "value" in value
        if "/parameters/" not in pointer
    }

    found = {
        each.example.name for contract in load_contracts() for each in documented_examples(contract)
    }

    assert found == names


@cases(
    "definition, value",
    {
        "example": ({**TEXT, "example": "x"}, "x"),
        "default": ({**TEXT, "default": "y"}, "y"),
        "example that is wrong": ({"type": "integer", "example": "x"}, 0),
        "enum": ({"enum": ["b", "a"]}, "b"),
        "text": (TEXT, "text"),
        "long text": ({**TEXT, "minLength": 6}, "textxx"),
        "short text": ({**TEXT, "maxLength": 2}, "te"),
        "date-time": ({**TEXT, "format": "date-time"}, "2000-01-01T00:00:00Z"),
        "uuid": ({**TEXT, "format": "uuid"}, "00000000-0000-0000-0000-000000000000"),
        "literal pattern": ({**TEXT, "pattern": "^pet$"}, "pet"),
        "integer": ({"type": "integer"}, 0),
        "at least": ({"type": "integer", "minimum": 3}, 3),
        "more than": ({"type": "integer", "minimum": 0, "exclusiveMinimum": True}, 1),
        "at most": ({"type": "integer", "maximum": -3}, -3),
        "multiple": ({"type": "integer", "minimum": 1, "multipleOf": 5}, 5),
        "between": (
            {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "exclusiveMinimum": True,
                "exclusiveMaximum": True,
            },
            0.5,
        ),
        "beyond floats": ({"type": "integer", "minimum": 10**400}, None),
        "boolean": ({"type": "boolean"}, True),
        "anything": ({}, None),
        "nullable": ({"type": "string", "nullable": True, "pattern": "^[A-Z]{3}$"}, None),
        "list": ({"type": "array", "items": TEXT}, ["text"]),
        "three": (
            {"type": "array", "items": TEXT, "minItems": 3, "uniqueItems": True},
            ["text", "text1", "text2"],
        ),
        "numbers that differ": (
            {"type": "array", "items": {"type": "integer"}, "minItems": 2, "uniqueItems": True},
            [0, 1],
        ),
        "no items": ({"type": "array", "items": TEXT, "maxItems": 0}, []),
        "items that cannot be": ({"type": "array", "items": {"pattern": "^[A-Z]{3}$", **TEXT}}, []),
        "object": (
            {"type": "object", "properties": {"a": TEXT, "b": {"type": "integer"}}},
            {"a": "text", "b": 0},
        ),
        "object by its properties": ({"properties": {"a": TEXT}}, {"a": "text"}),
        "optional that cannot be": ({"properties": {"a": {**TEXT, "pattern": "^[A-Z]{3}$"}}}, {}),
        "required without a schema": ({"type": "object", "required": ["a"]}, {"a": None}),
        "required of a kind": (
            {"type": "object", "required": ["a"], "additionalProperties": TEXT},
            {"a": "text"},
        ),
        "two keys at least": (
            {"type": "object", "minProperties": 2, "additionalProperties": TEXT},
            {"key0": "text", "key1": "text"},
        ),
        "map": ({"type": "object", "additionalProperties": TEXT}, {}),
        "all of": (
            {
                "allOf": [
                    {"properties": {"a": TEXT}},
                    {"required": ["b"], "properties": {"b": TEXT}},
                ]
            },
            {"a": "text", "b": "text"},
        ),
        "all bounds": ({"allOf": [{"type": "integer", "minimum": 1}, {"minimum": 5}]}, 5),
        "one of": ({"oneOf": [{"type": "integer"}, TEXT]}, 0),
        "any of keys": (
            {
                "properties": {"a": TEXT, "b": TEXT},
                "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
            },
            {"a": "text", "b": "text"},
        ),
        "one of keys": (
            {"type": "object", "oneOf": [{"properties": {"a": TEXT}, "required": ["a"]}]},
            {"a": "text"},
        ),
        "second branch": (
            {"oneOf": [{**TEXT, "pattern": "^[A-Z]{3}$"}, {"type": "boolean"}]},
            True,
        ),
        "reference": (ref("Text"), "text"),
        "tree": (ref("Tree"), {"name": "text", "children": []}),
        "branch that is itself": (ref("Loop"), "text"),
    },
)
def test_a_value_is_generated(definition, value):
    """The value is small, valid and always the same."""
    where = schema(definition, Text=TEXT, Tree=TREE, Loop={"anyOf": [ref("Loop"), TEXT]})

    if value is None and "minimum" in definition:
        with pytest.raises(ValueError, match="no example can be derived"):
            generate_example(where)
    else:
        assert generate_example(where) == value
        assert validator_for(where).is_valid(value)


@cases(
    "definition",
    {
        "clever pattern": {**TEXT, "pattern": "^[A-Z]{3}$"},
        "contradiction": {"type": "integer", "minimum": 2, "maximum": 1},
        "required that cannot be": {
            "type": "object",
            "required": ["a"],
            "properties": {"a": {"not": {}}},
        },
        "without an end": ref("Endless"),
        "chain": ref("S0"),
    },
)
def test_a_schema_without_a_possible_example_is_an_error(definition):
    """The message asks for an example; there is no endless loop and no overflow."""
    endless = {"type": "object", "required": ["next"], "properties": {"next": ref("Endless")}}
    chain = {
        f"S{i}": {"type": "object", "required": ["a"], "properties": {"a": ref(f"S{i + 1}")}}
        for i in range(500)
    }

    with pytest.raises(ValueError, match="no example can be derived"):
        generate_example(schema(definition, Endless=endless, **chain, S500=TEXT))


def test_exponential_schemas_are_bounded():
    """Forty levels of two properties each do not give 2^40 values."""
    doubling = {
        f"S{i}": {"properties": {"a": ref(f"S{i + 1}"), "b": ref(f"S{i + 1}")}} for i in range(40)
    }
    where = schema(ref("S0"), **doubling, S40=TEXT)

    assert validator_for(where).is_valid(generate_example(where))


@pytest.mark.parametrize("contract", load_contracts(), ids=lambda contract: contract.api)
def test_every_packaged_schema_has_a_value(contract):
    """A mock can send a body for every schema without an example."""
    for response in contract.operations[0].responses:
        for media in response.media_types:
            assert validator_for(media.schema).is_valid(generate_example(media.schema))


@cases(
    "definition",
    {
        "lists in lists": {
            "minItems": 1000,
            "items": {"minItems": 1000, "items": {"type": "string", "minLength": 9999}},
        },
        "items": {"type": "array", "minItems": 1_000_000_000},
        "text": {"type": "string", "minLength": 1_000_000_000},
        "members": {"type": "object", "minProperties": 1_000_000_000},
        "members that are large": {
            "type": "object",
            "required": [f"key{i}" for i in range(200)],
            "additionalProperties": {"type": "string", "minLength": 9999},
        },
    },
)
def test_a_value_that_would_be_too_large_is_refused(definition):
    """Four hundred bytes of a document cannot require gigabytes; the message gives the reason."""
    with pytest.raises(ValueError, match="it would be too large"):
        generate_example(schema(definition))


def test_an_optional_part_that_would_be_too_large_is_left_out():
    """The rest of the example is generated."""
    properties = {"a": {"type": "string", "minLength": 20_000}, "b": {"type": "integer"}}

    assert generate_example(schema({"properties": properties})) == {"b": 0}
