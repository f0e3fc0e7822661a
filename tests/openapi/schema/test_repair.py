"""An object is made valid with as little change as possible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.contract import Schema
from openapi.schema.repair import corrected, repaired
from openapi.schema.validation import validator_for

DEFINITION = {
    "type": "object",
    "required": ["id", "owner"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "name": {"type": "string", "maxLength": 3},
        "owner": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
        },
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}},
    },
}
SCHEMA = Schema(definition=DEFINITION, pointer="", root=DEFINITION)
TEMPLATE = {"id": 5, "name": "Rex", "owner": {"name": "Ann"}, "tags": ["a"]}


def test_valid_object_is_unchanged():
    """Nothing that a client has sent is touched without need."""
    value = {"id": 1, "owner": {"name": "x"}}

    assert repaired(value, SCHEMA, TEMPLATE) is value


def test_missing_members_are_those_of_the_template():
    """Only what is required is added, also inside."""
    assert repaired({"owner": {"age": 3}}, SCHEMA, TEMPLATE) == {
        "id": 5,
        "owner": {"age": 3, "name": "Ann"},
    }


def test_invalid_members_are_replaced_or_left_out():
    """A value of the template takes the place of an invalid one; unknown members go."""
    value = {"id": 0, "name": "long name", "owner": {"name": "x", "age": "y"}, "more": 1}

    assert repaired(value, SCHEMA, TEMPLATE) == {"id": 5, "name": "Rex", "owner": {"name": "x"}}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["id", "name", "owner", "tags", "x"]), VALUES))
def test_result_is_always_valid(value):
    """Whatever was sent, an answer that is made of it is valid."""
    assert validator_for(SCHEMA).is_valid(repaired(value, SCHEMA, TEMPLATE))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text("ab", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "owner", "tags", "age"]), inner)
    ),
    max_leaves=8,
)
LIST = {"type": "array", "minItems": 1, "items": DEFINITION}


@pytest.mark.parametrize("definition", [DEFINITION, LIST], ids=["object", "list"])
@given(value=VALUES)
def test_any_value_is_corrected(definition, value):
    """An example of any shape gives a valid value: a list for an object, too."""
    schema = Schema(definition=definition, pointer="", root=definition)
    is_valid = validator_for(schema).is_valid

    found = corrected(value, schema)

    assert is_valid(found)
    assert found is value or not is_valid(value)


@pytest.mark.parametrize(
    ("pattern", "kept"), [("^[0-9.]+$", "0.5"), ("^[a-z]+$", "derived")], ids=["text", "other"]
)
def test_number_is_kept_as_text_where_that_is_valid(pattern, kept):
    """A price of 0.5 is the text "0.5" where prices are texts, and no price of the example."""
    price = {"anyOf": [{"type": "string", "pattern": pattern}, {"type": "null"}]}
    definition = {"type": "object", "properties": {"price": price}}
    schema = Schema(definition=definition, pointer="", root=definition)

    assert repaired({"price": 0.5}, schema, {"price": "derived"}) == {"price": kept}
