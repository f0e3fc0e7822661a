"""Tests of the values that texts represent."""

import pytest

from contracts.observations.shapes.typed_texts import typed


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("-7", -7), ("1.50", 1.5), ("false", False), ("007", "007"), ("1e5", "1e5")],
)
def test_a_text_is_a_number_only_if_nothing_is_lost(text, value):
    """A postcode with a leading zero stays a text."""
    assert typed(text) == value
    assert type(typed(text)) is type(value)


def test_numbers_that_are_too_long_stay_texts():
    """They are ids that no program computes with."""
    assert typed("1" * 30) == "1" * 30
