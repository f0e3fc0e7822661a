"""Refusals are explained by the place, what was found and what is allowed."""

import pytest

from openapi.schema.validation import SchemaValidator
from tests.acceptance.cases import cases

PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "name": {"type": "string"},
        "state": {"enum": ["open", "done"]},
        "at": {"type": "string", "format": "date-time"},
    },
    "additionalProperties": False,
}


def explained(definition, value):
    """Return the messages about a value."""
    return [violation.message for violation in SchemaValidator(definition).violations(value)]


@cases(
    "value, message",
    {
        "type": ({"id": "1", "name": "x"}, '/id is "1", allowed is integer'),
        "bound": ({"id": 0, "name": "x"}, "/id is 0, allowed is minimum 1"),
        "enum": ({"id": 1, "name": "x", "state": "x"}, '/state is "x", allowed is "open", "done"'),
        "format": ({"id": 1, "name": "x", "at": "x"}, '/at is "x", allowed is format "date-time"'),
        "missing": ({"id": 1}, "the value lacks name"),
        "two missing": ({}, "the value lacks id, name"),
        "whole": (5, "the value is 5, allowed is object"),
        "empty key": (
            {"id": 1, "name": "x", "": 1},
            'the value has the key "", allowed are no other keys than id, name, state, at',
        ),
        "unknown key": (
            {"id": 1, "name": "x", "nam": 1},
            (
                'the value has the key "nam" (did you mean "name"?), '
                "allowed are no other keys than id, name, state, at"
            ),
        ),
    },
)
def test_messages_have_pointer_found_and_allowed(value, message):
    """Each reason is one sentence."""
    assert explained(PET, value)[0] == message


def test_absent_keys_of_an_object_are_one_reason():
    """Two absent keys are one sentence with both, not the same sentence twice."""
    definition = {"allOf": [{"required": ["a", "b"]}, {"required": ["a", "b"]}]}

    assert explained(definition, {}) == ["the value lacks a, b"]


@cases(
    "definition, value, message",
    {
        "either type": (
            {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            [],
            "the value is [], allowed is string or integer",
        ),
        "either key": (
            {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {},
            "the value lacks a or b",
        ),
        "either of a pair": (
            {"oneOf": [{"required": ["a", "c"]}, {"required": ["b"]}]},
            {},
            "the value lacks a and c or b",
        ),
        "the branch of the same kind": (
            {
                "oneOf": [
                    {"properties": {"kind": {"enum": ["x"]}, "n": {"type": "integer"}}},
                    {"properties": {"kind": {"enum": ["y"]}, "n": {"type": "string"}}},
                ]
            },
            {"kind": "y", "n": 5},
            "/n is 5, allowed is string",
        ),
        "no branch of that kind": (
            {
                "oneOf": [
                    {"properties": {"kind": {"enum": ["x"]}}},
                    {"properties": {"kind": {"enum": ["y"]}}},
                ]
            },
            {"kind": "z"},
            '/kind is "z", allowed is "x" or "y"',
        ),
        "the branch of the same type": (
            {"anyOf": [{"type": "null"}, {"type": "object", "required": ["a"]}]},
            {},
            "the value lacks a",
        ),
        "more than one": (
            {"oneOf": [{"minimum": 1}, {"maximum": 5}]},
            3,
            (
                "the value is 3, which matches more than one alternative, "
                'allowed is {"minimum": 1} or {"maximum": 5}'
            ),
        ),
        "patterns of keys": (
            {"patternProperties": {"^a": {}}, "additionalProperties": False},
            {"ab": 1, "b": 1},
            'the value has the key "b", allowed are no other keys than those like ^a',
        ),
        "no keys at all": (
            {"additionalProperties": False},
            {"b": 1},
            'the value has the key "b", allowed are no keys',
        ),
    },
)
def test_alternatives_are_explained_by_the_likely_one(definition, value, message):
    """If one branch is likely, its reason is given; else what all of them allow."""
    assert explained(definition, value) == [message]


def test_a_violation_is_data_first():
    """Code that reports a violation need not parse its message."""
    (violation,) = SchemaValidator(PET).violations({"id": 1, "name": "x", "other": 2})

    assert (violation.pointer, violation.keyword, violation.key) == (
        "",
        "additionalProperties",
        "other",
    )
    assert violation.value == {"id": 1, "name": "x", "other": 2}
    assert violation.allowed == "no other keys than id, name, state, at"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [({}, "the body lacks id"), ({"id": "x"}, '/id is "x", allowed is integer')],
)
def test_the_whole_value_has_a_chosen_name(value, sentence):
    """A message may name the whole value, such as `the body`; a part has its pointer."""
    schema = {"required": ["id"], "properties": {"id": {"type": "integer"}}}
    [violation] = SchemaValidator(schema).violations(value)

    assert violation.message_for("the body") == sentence


def test_a_repeated_item_is_named_with_both_places():
    """The message names the repeated item and both indexes."""
    definition = {"type": "array", "uniqueItems": True}

    assert explained(definition, [{"a": 0}, {"a": 1}, {"a": 0.0}]) == [
        'the value has {"a": 0.0} at 0 and again at 2, allowed is each item once'
    ]


def test_wide_enum_is_listed_in_part():
    """Of thousands of allowed values some are named, and how many more there are."""
    judged = SchemaValidator({"enum": [*range(10_000)]})
    (violation,) = judged.violations("x")

    assert violation.allowed.startswith("0, 1, 2, ")
    assert violation.allowed.endswith(", 49 and 9950 more")


def test_many_known_keys_are_listed_in_part():
    """Of thousands of known keys some are named, and how many more there are."""
    known = {f"key-{number}": True for number in range(10_000)}
    judged = SchemaValidator({"properties": known, "additionalProperties": False})
    (violation,) = judged.violations({"other": 1})

    assert violation.allowed.endswith("key-49 and 9950 more")


def test_a_value_of_another_type_than_the_listed_values_has_one_reason():
    """The listed values say the type already; for one null there is one reason."""
    colour = {"type": "string", "enum": ["red", "green"]}
    listed = {"type": "object", "properties": {"colour": colour, "size": {"type": "string"}}}

    assert explained(listed, {"colour": None, "size": 1}) == [
        '/colour is null, allowed is "red", "green"',
        "/size is 1, allowed is string",
    ]
