"""Tests of what schemas say about one place."""

import pytest

from contracts.observations.shapes.documented import Documented, level_of
from openapi.contract import Schema


def level(definition, **schemas):
    """Return what a schema says, with others beside it."""
    root = {"components": {"schemas": schemas}, "schema": definition}
    return level_of(Documented((Schema(definition=definition, pointer="/schema", root=root),)))


def test_all_of_adds_up():
    """Members and required members of every part apply."""
    found = level(
        {
            "allOf": [
                {"type": "object", "properties": {"a": {}}, "required": ["a"]},
                {"properties": {"b": {}}, "required": ["b"]},
            ]
        }
    )

    assert (list(found.members), found.required) == (["a", "b"], {"a", "b"})
    assert found.types == {"object"}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_alternatives_have_the_members_of_each_and_require_those_of_all(keyword):
    """An answer may be any of them."""
    found = level(
        {
            keyword: [
                {"type": "object", "properties": {"k": {}, "a": {}}, "required": ["k", "a"]},
                {"type": "object", "properties": {"k": {}, "b": {}}, "required": ["k", "b"]},
            ]
        }
    )

    assert (set(found.members), found.required) == ({"k", "a", "b"}, {"k"})


def test_an_alternative_of_null_only_makes_a_value_nullable():
    """As generators write optional values."""
    found = level({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]})

    assert (found.types, found.takes_null, found.formats) == ({"string"}, True, {"date"})


def test_a_schema_that_contains_itself_is_read_as_far_as_one_level():
    """Only the nodes of its members refer to it again."""
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    found = level({"$ref": "#/components/schemas/Node"}, Node=node)
    inner = level_of(found.members["next"])

    assert list(inner.members) == ["next"]


def test_a_circle_of_references_has_an_end():
    """It says nothing, and takes no time."""
    found = level({"anyOf": [{"$ref": "#/schema"}, {"type": "string"}]})

    assert found.types == frozenset()


def test_words_give_a_type():
    """`enum` and `const` without a type say one."""
    assert level({"const": 7}).types == {"integer"}
    assert level({"enum": ["a", None]}).enum == {"a"}
    assert level({"enum": ["a", None]}).takes_null
