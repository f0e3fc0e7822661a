"""What describes a value, and the values inside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.contract import Schema
from openapi.schema import described as described_module
from openapi.schema.described import described
from openapi.schema.walk import members
from tests.acceptance.cases import cases

TREE = {
    "Node": {
        "type": "object",
        "properties": {"next": {"$ref": "#/Node"}, "name": {"type": "string"}},
        "patternProperties": {"^x-": {"type": "integer"}},
    },
    "List": {"prefixItems": [{"type": "string"}], "items": {"$ref": "#/Node"}},
    "Either": {"anyOf": [{"$ref": "#/Node"}, {"$ref": "#/List"}]},
    "Free": {"type": "object"},
}
TOKENS = st.sampled_from(["next", "name", "x-a", "other", "y" * 5000]) | st.integers(0, 5)


def schema(name):
    """Return one of the schemas."""
    return Schema(definition=TREE[name], pointer=f"/{name}", root=TREE)


@pytest.mark.parametrize("name", TREE)
@given(path=st.lists(TOKENS, max_size=5))
def test_members_are_described_as_the_walk_says(name, path):
    """Kept or not, on every path."""
    known, schemas = described(schema(name)), (schema(name),)
    for token in path:
        known, schemas = known.member(token), members(schemas, token)
        if known is None:
            assert schemas == ()
            return
        assert known.schemas == schemas


@cases(
    "definition, is_map",
    {
        "members of one schema": ({"additionalProperties": {"type": "string"}}, True),
        "names": ({"propertyNames": {"maxLength": 2}}, True),
        "patterns": ({"allOf": [{"patternProperties": {"^x": True}}]}, True),
        "named members beside them": (
            {"properties": {"a": True}, "additionalProperties": {"type": "string"}},
            False,
        ),
        "anything": ({"type": "object", "additionalProperties": True}, False),
        "nothing": ({"properties": {}, "additionalProperties": False}, False),
    },
)
def test_a_map_describes_members_that_it_does_not_name(definition, is_map):
    """Its keys are data."""
    assert described(Schema(definition=definition, pointer="", root={})).is_map is is_map


def test_a_schema_that_contains_itself_is_one_at_every_depth():
    """A deep value takes no more memory than a flat one."""
    first = described(schema("Node")).member("next")

    assert first.member("next").member("next") is first.member("next")


def test_names_of_a_server_do_not_fill_the_memory(monkeypatch):
    """A server may send any number of members that no schema names."""
    monkeypatch.setattr(described_module, "MAX_KEPT", 3)
    known = described(schema("Node"))
    for number in range(50):
        assert known.member(f"x-{number}").pointers == ("/Node/patternProperties/^x-",)
        assert known.member(f"none-{number}") is None

    assert len(known._of) <= 5  # noqa: SLF001 - what is kept is not seen otherwise


def test_an_object_without_properties_has_any_members():
    """It names none."""
    assert [described(schema(name)).names_members for name in TREE] == [True, False, True, False]
