"""Tests of names that are made from what was seen."""

from contracts.observations.shapes.names import singular, unused_name


def test_an_irregular_word_stays_as_it_is():
    """A wrong singular would be worse than a plural."""
    assert [singular(name) for name in ("status", "address", "ids")] == [
        "status", "address", "id",
    ]  # fmt: skip


def test_no_name_is_given_twice():
    """The first free number is taken."""
    assert unused_name("a", ()) == "a"
    assert unused_name("a", {"a", "a-2"}, "-") == "a-3"
