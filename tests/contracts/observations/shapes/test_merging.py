"""Tests of merging mappings, and values that may be missing."""

from contracts.observations.shapes.merging import either, joined


def test_members_that_both_have_are_joined():
    """The others are kept, in the order in which they came."""
    found = joined({"a": 1, "b": 2}, {"b": 3, "c": 4}, int.__add__)

    assert list(found.items()) == [("a", 1), ("b", 5), ("c", 4)]


def test_what_only_one_side_knows_is_kept():
    """Zero is known as well."""
    assert [either(*pair, min) for pair in ((None, 0), (2, None), (2, 1), (None, None))] == [
        0, 2, 1, None,
    ]  # fmt: skip
