"""Tests of the texts of differences."""

from contracts.observations.shapes.documented import Level
from contracts.observations.shapes.shape import merge_all, shape_of
from contracts.observations.shapes.views import view_of
from contracts.results.drift.difference import counted, place_name, presence, quoted

SEEN = view_of(merge_all(map(shape_of, ({"a": 1}, {"a": 1, "b": 2}))))


def test_what_was_seen_is_counted():
    """A reader sees on how much a change is based."""
    assert counted(SEEN, "object") == "object (2 seen)"
    assert counted(Level(), "object") == "object"
    assert presence(SEEN, "b") == "present in 1 of 2"


def test_items_are_named_by_their_list():
    """`*` is no name for a person."""
    assert place_name("*", "orders") == "an item of 'orders'"
    assert quoted(place_name("*", "")) == "an item"
    assert quoted("total") == "'total'"
