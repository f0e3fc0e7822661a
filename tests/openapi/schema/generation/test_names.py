"""Values by the name of a property."""

import pytest

from openapi.schema.generation.names import values_for_name


@pytest.mark.parametrize("name", ["createdAt", "created_at", "created-at", "updatedAt"])
def test_the_style_of_a_name_does_not_matter(name):
    """Words are found in every usual style."""
    assert values_for_name(name, 0)[0] == "2000-01-01T00:00:00Z"


@pytest.mark.parametrize("name", ["", "at", "value", "é", "cat", "flat", "x" * 10_000])
def test_a_name_that_says_nothing_has_no_values(name):
    """Parts of a word are not words."""
    assert values_for_name(name, 3) == ()


def test_the_next_place_has_the_next_value():
    """Items of a list differ."""
    assert values_for_name("currency", 0)[0] != values_for_name("currency", 1)[0]
