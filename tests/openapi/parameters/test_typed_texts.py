"""Texts of items and members become values of the types that the schema has for them."""

import pytest

from openapi.parameters.errors import InvalidParameterError
from openapi.parameters.typed_texts import has_any_member, has_member, typed_items, typed_members
from tests.acceptance.cases import cases
from tests.openapi.schemas import ref, schema

EITHER = {"oneOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]}


@cases(
    "definition, member, value",
    {
        "number": ({"type": "integer"}, "1", 1),
        "reference": (ref("Number"), ["1"], 1),
        "list": ({"type": "array", "items": ref("Number")}, ["1", "2"], [1, 2]),
        "objects in a list": (
            {"type": "array", "items": {"properties": {"n": ref("Number")}}},
            {"0": {"n": ["1"]}, "1": {"n": ["2"]}},
            [{"n": 1}, {"n": 2}],
        ),
        "either, one": (EITHER, ["1"], 1),
        "either, two": (EITHER, ["1", "2"], [1, 2]),
        "anything, two": ({}, ["1", "x"], ["1", "x"]),
    },
)
def test_members_have_their_types(definition, member, value):
    """A member is typed by its own schema, and by that of other members if it has none."""
    known = schema({"properties": {"m": definition}}, Number={"type": "integer"})
    others = schema({"additionalProperties": definition}, Number={"type": "integer"})

    assert typed_members({"m": member}, known) == {"m": value}
    assert typed_members({"m": member}, others) == {"m": value}


def test_a_choice_without_a_match_is_refused():
    """The message is that of the first branch."""
    of = schema({"properties": {"m": EITHER}})

    with pytest.raises(InvalidParameterError, match='has m "x", allowed is an integer'):
        typed_members({"m": ["x"]}, of)


def test_items():
    """A wrong item is named."""
    of = schema({"type": "array", "items": {"type": "boolean"}})

    assert typed_items(["true", "false"], of) == [True, False]
    with pytest.raises(InvalidParameterError, match='the item "1"'):
        typed_items(["true", "1"], of)


def test_items_at_the_beginning_have_schemas_of_their_own():
    """`prefixItems` describes the first items, `items` those after them (2020-12, 10.3.1)."""
    of = schema({"prefixItems": [{"type": "integer"}], "items": {"type": "boolean"}})

    assert typed_items(["1", "true"], of) == [1, True]
    assert typed_members(
        {"a": {"0": "1", "1": "true"}},
        schema(
            {
                "properties": {
                    "a": {
                        "type": "array",
                        "prefixItems": [{"type": "integer"}],
                        "items": {"type": "boolean"},
                    }
                }
            }
        ),
    ) == {"a": [1, True]}


def test_member_has_the_schema_of_names_like_its_own():
    """`patternProperties` describes members too (2020-12, 10.3.2.2)."""
    of = schema({"patternProperties": {"^n": {"type": "integer"}}})

    assert typed_members({"n1": "1", "m": "1"}, of) == {"n1": 1, "m": "1"}


@cases(
    "definition, takes_any",
    {
        "nothing said": ({"type": "object"}, True),
        "properties": ({"properties": {"a": {}}}, False),
        "more": ({"properties": {"a": {}}, "additionalProperties": True}, True),
        "no more": ({"properties": {"a": {}}, "additionalProperties": False}, False),
    },
)
def test_which_names_are_members(definition, takes_any):
    """An object with properties has other members only if the document says so."""
    of = schema(definition)

    assert has_member(of, "a") is ("properties" in definition)
    assert has_any_member(of) is takes_any
