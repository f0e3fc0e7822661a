"""Tests of what texts and numbers have in common."""

import pytest

from contracts.observations.shapes.texts import (
    MAX_VALUES,
    NUMERIC,
    formats_of,
    numbers_of,
    texts_of,
    typed,
)


def test_formats_are_those_that_all_texts_have():
    """One free text is enough to have none."""
    one, other = texts_of("2024-05-01"), texts_of("tomorrow")

    assert one.formats == {"date"}
    assert one.merged(other).formats == frozenset()


def test_more_than_a_few_texts_are_no_closed_set():
    """Their number is bounded, so a shape is."""
    merged = texts_of("0")
    for number in range(1, MAX_VALUES + 1):
        merged = merged.merged(texts_of(str(number)))

    assert merged.values is None


def test_long_and_secret_texts_are_not_kept():
    """Neither is a value of a closed set."""
    assert texts_of("x" * 100).values is None
    assert texts_of("token", is_secret=True).values is None


def test_numbers_as_texts_are_recognised():
    """`"12.50"` is a price, and becomes another format when it becomes `12.5`."""
    assert formats_of("12.50") == {NUMERIC}
    assert formats_of("") == frozenset()


@pytest.mark.parametrize(
    ("number", "digits"), [(7, 0), (7.0, 0), (0.25, 2), (1e-7, 7), (2.5e-7, 8), (1e22, 0)]
)
def test_digits_after_the_point_are_counted(number, digits):
    """Also where Python writes an exponent."""
    assert numbers_of(number).decimals == digits


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
