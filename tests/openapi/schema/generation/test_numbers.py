"""Numbers within bounds."""

import pytest

from openapi.schema.generation.numbers import multiple_of_both, numbers


@pytest.mark.parametrize(
    ("schema", "first"),
    [
        ({"type": "integer"}, 0),
        ({"type": "integer", "exclusiveMinimum": 2**60}, 2**60 + 1),
        ({"type": "integer", "maximum": -3, "multipleOf": 2}, -4),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.1}, 0.05),
        ({"type": "number", "minimum": 0.07, "multipleOf": 0.05}, 0.1),
    ],
)
def test_the_number_nearest_to_zero_comes_first(schema, first):
    """Decimals are exact."""
    assert next(numbers(schema, (), 0, 6)) == first


def test_bounds_without_a_number_between_them_have_none():
    """The search ends."""
    assert [*numbers({"type": "integer", "minimum": 1.1, "maximum": 1.9}, (), 0, 6)] == []


def test_the_common_multiple_of_decimals_is_exact():
    """0.2 and 0.3 meet at 0.6."""
    assert multiple_of_both(0.2, 0.3) == 0.6
