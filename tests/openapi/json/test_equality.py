"""Equality of JSON values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.json.equality import is_same_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        (1, 1.0, True),
        (True, 1, False),
        (False, 0.0, False),
        ({"a": 1, "b": [None]}, {"b": [None], "a": 1}, True),
        ({"a": [{"b": False}]}, {"a": [{"b": 0}]}, False),
        ([1], [1, 2], False),
        ("1", 1, False),
    ],
)
def test_values_are_compared_as_json_has_them(left, right, is_same):
    """Numbers are equal by value, and no number is a boolean, at any depth."""
    assert is_same_json(left, right) is is_same
    assert is_same_json(right, left) is is_same


@given(JSON)
def test_every_value_equals_itself(value):
    """Any value equals itself, however it is nested."""
    assert is_same_json(value, value)
