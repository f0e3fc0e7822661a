"""Places at which two JSON values differ."""

from hypothesis import given
from hypothesis import strategies as st

from openapi.json.differences import differences
from openapi.json.equality import is_same_json
from tests.acceptance.cases import cases

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=6,
)


@cases(
    "before, after, found",
    {
        "null is a value": ({"a": None}, {}, [("/a", None, None, False, True)]),
        "member of another object": ({}, {"a": 1}, [("/a", None, 1, True, False)]),
        "item": ([1, 2], [1, True], [("/1", 2, True, False, False)]),
        "another length": ([1], [1, 2], [("", [1], [1, 2], False, False)]),
        "a number spelled differently": (1, 1.0, []),
    },
)
def test_each_difference_is_found(before, after, found):
    """A note about a corrected example names exactly what was changed."""
    assert [*differences(before, after)] == found


@given(VALUES, VALUES)
def test_values_without_differences_are_equal(before, after):
    """Nothing that was changed is missing in the list."""
    assert (not [*differences(before, after)]) is is_same_json(before, after)
