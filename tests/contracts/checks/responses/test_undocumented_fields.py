"""Tests of: a body has only fields that the contract names."""

import pytest

from contracts.checks.responses.undocumented_fields import check, undocumented_members
from openapi.contract import Schema
from tests.contracts.shop import ORDER, evidence, exchange, said


def test_documented_fields_pass():
    """The documented example has no other fields."""
    assert said(check(evidence(exchange()))) == ["pass"]


def test_other_fields_are_an_info():
    """A server may add undocumented fields."""
    assert said(check(evidence(exchange(body={**ORDER, "mood": "good"})))) == [
        "info: /mood is not documented."
    ]


def test_the_same_body_is_judged_once():
    """An unchanged body is received many times and reported once."""
    body = {**ORDER, "mood": "good"}

    assert len(said(check(evidence(exchange(body=body), exchange(number=2, body=body))))) == 1


@pytest.mark.parametrize(
    ("definition", "body", "found"),
    [
        ({"properties": {"a": True}}, {"a": 1, "b": 2}, ["/b"]),
        (
            {"properties": {"a": {}}, "patternProperties": {"^x-": {}}},
            {"x-a": 1, "y": 2},
            ["/y"],
        ),
        (
            {"properties": {"a": {}}, "if": {}, "then": {"properties": {"b": {}}}},
            {"b": 1, "c": 2},
            ["/c"],
        ),
        (
            {"prefixItems": [{"properties": {"a": {}}}], "items": {"properties": {"b": {}}}},
            [{"a": 1, "b": 1}, {"a": 1, "b": 1}],
            ["/0/b", "/1/a"],
        ),
        ({"properties": {"a": {}}, "additionalProperties": True}, {"b": 1}, ["/b"]),
        ({"anyOf": [{"properties": {"a": {}}}, {"type": "null"}]}, {"a": 1, "b": 1}, ["/b"]),
    ],
    ids=["true", "pattern", "then", "prefix", "open", "nullable"],
)
def test_a_field_is_named_by_any_keyword_that_names(definition, body, found):
    """Names, patterns, conditions and places in an array document a field as well as another."""
    schema = Schema(definition=definition, pointer="", root=definition)

    assert sorted(pointer for pointer, _ in undocumented_members(schema, body)) == found


def test_a_schema_made_of_itself_documents_nothing_and_ends():
    """A document cannot stop the check by `allOf` of itself."""
    root = {"allOf": [{"$ref": "#/a"}], "properties": {"b": {}}}
    schema = Schema(definition=root, pointer="/a", root={"a": root})

    assert [*undocumented_members(schema, {"b": 1, "c": 2})] == [("/c", 2)]
