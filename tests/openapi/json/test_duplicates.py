"""Equal items of a list are found in linear time."""

from hypothesis import given
from hypothesis import strategies as st

from openapi.json.duplicates import canonical_text, first_duplicate
from tests.acceptance.cases import cases


@cases(
    "items, places",
    {
        "none": ([1, 2, 3], None),
        "texts": (["a", "b", "a"], (0, 2)),
        "one and true": ([1, True, "1"], None),
        "zero and false": ([0, False, None, "", [], {}], None),
        "whole numbers": ([{"a": [1]}, {"a": [1.0]}], (0, 1)),
        "order of keys": ([{"a": 1, "b": 2}, {"b": 2, "a": 1}], (0, 1)),
        "order of items": ([[1, 2], [2, 1]], None),
        "the first that came before": (["a", "b", "b", "a"], (1, 2)),
    },
)
def test_equal_items_are_found(items, places):
    """Items are equal as JSON Schema defines it."""
    assert first_duplicate(items) == places


@given(st.lists(st.integers() | st.booleans() | st.text(max_size=2) | st.none(), max_size=8))
def test_a_duplicate_has_the_text_of_another_item(items):
    """There is a duplicate exactly if there are fewer canonical texts than items."""
    texts = {canonical_text(item) for item in items}

    assert (first_duplicate(items) is not None) == (len(texts) < len(items))


def test_numbers_with_equal_hashes_take_no_longer_than_others():
    """Numbers that all have the same hash in Python would make a table of numbers quadratic."""
    modulus = 2**61 - 1

    assert first_duplicate([i * modulus for i in range(50_000)]) is None
