"""Tests of observed shapes; `tests/properties/test_observed_shapes.py` has their laws."""

from contracts.observations.shapes import shape as shapes
from contracts.observations.shapes.shape import exchanges_of, merge_all, shape_of, type_name


def test_a_shape_has_types_members_and_counts_but_no_values_of_secrets():
    """A password is a text, and nothing more is kept of it."""
    shape = shape_of({"id": 7, "password": "hunter2", "pin": 1234})

    assert shape.members["id"].types == {"integer": 1}
    assert shape.members["password"].types == {"string": 1}
    assert "hunter2" not in repr(shape)
    assert shape.members["pin"].numbers is None


def test_members_that_are_missing_have_a_lower_count():
    """That is how a member is known to be optional."""
    shape = merge_all(map(shape_of, ({"a": 1, "b": 2}, {"a": 3})))

    assert (shape.count, shape.members["a"].count, shape.members["b"].count) == (2, 2, 1)


def test_objects_with_too_many_keys_are_maps():
    """A hostile answer with a million keys takes no more memory than one with some hundred."""
    many = {f"key {n}": n for n in range(shapes.MAX_MEMBERS + 1)}
    shape = shape_of(many)

    assert shape.members == {}
    assert shape.others is not None
    assert shape.others.types == {"integer": len(many)}


def test_long_keys_make_a_map():
    """A key is part of the shape, so its length is bounded."""
    assert shape_of({"k" * 500: 1}).members == {}


def test_values_below_the_deepest_level_have_a_type_only():
    """Nesting is bounded."""
    value: object = 1
    for _ in range(shapes.MAX_DEPTH + 5):
        value = [value]
    shape = shape_of(value)
    for _ in range(shapes.MAX_DEPTH):
        assert shape.items is not None
        shape = shape.items

    assert (shape.types, shape.items) == ({"array": 1}, None)


def test_the_first_exchange_with_each_type_is_known():
    """It is the evidence of a change."""
    shape = merge_all([shape_of({"a": 1}, 4), shape_of({"a": None}, 9), shape_of({"a": 2}, 2)])

    assert shape.members["a"].first == {"integer": 2, "null": 9}
    assert exchanges_of(shape) == {2, 9}


def test_true_is_no_number():
    """Python's booleans are integers, JSON's are not."""
    assert [type_name(value) for value in (True, 1)] == ["boolean", "integer"]
