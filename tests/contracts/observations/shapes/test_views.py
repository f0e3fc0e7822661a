"""Tests of views: what was seen and what is documented have the same attributes."""

from contracts.observations.shapes.documented import Documented
from contracts.observations.shapes.shape import merge_all, shape_of
from contracts.observations.shapes.views import view_of
from openapi.contract import Schema


def test_what_was_seen_has_counts():
    """A member that every object has is required."""
    view = view_of(merge_all(map(shape_of, ({"a": 1, "b": None}, {"a": 2}))))

    assert (view.types, view.required, view.objects) == ({"object"}, {"a"}, 2)
    assert (view.seen_with("b"), view.seen_with("c")) == (1, 0)


def test_objects_with_keys_of_data_are_maps():
    """New ids in a map are no new members."""
    view = view_of(shape_of({"17": 1, "4": 2, "99": 3}))

    assert view.members == {}
    assert view.others is not None


def test_a_document_has_no_counts():
    """It says what may be, not how often."""
    definition = {"type": ["object", "null"], "additionalProperties": False}
    schema = Schema(definition=definition, pointer="/x", root={"x": definition})
    view = view_of(Documented((schema,)))

    assert (view.is_seen, view.is_open, view.takes_null, view.pointer) == (False, False, True, "/x")
