"""Tests of limits: bounds, lengths, patterns and closed sets."""

import pytest

from contracts.observations.shapes.limits import ValueLimits, both, either, limits_of, narrowed

WHOLE, TEXT = frozenset({"integer"}), frozenset({"string"})


def bounds(**values):
    """Return limits with these bounds."""
    return ValueLimits(bounds=values)


def test_both_is_the_strictest_and_either_the_loosest():
    """`allOf` adds up; an alternative of another type says nothing about a number."""
    one, other = bounds(minimum=1, maximum=9), bounds(minimum=3, maximum=5)

    assert both(one, other).bounds == {"minimum": 3, "maximum": 5}
    assert either(one, other, (WHOLE, WHOLE)).bounds == {"minimum": 1, "maximum": 9}
    assert either(one, ValueLimits(), (WHOLE, TEXT)).bounds == one.bounds
    assert either(one, ValueLimits(), (WHOLE, WHOLE)).bounds == {}


@pytest.mark.parametrize(
    "definition",
    [
        {"maximum": "5"},
        {"maximum": True},
        {"maximum": float("inf")},
        {"maximum": 10**400},
        {"pattern": 5},
        {"minimum": None, "exclusiveMinimum": [1]},
    ],
)
def test_what_is_no_limit_is_none(definition):
    """Documents are hostile."""
    assert limits_of(definition, frozenset()) == ValueLimits()


def test_the_message_names_both_values():
    """A person sees at once what is refused now."""
    assert narrowed(bounds(minimum=1), bounds(minimum=5)) == "accepts no less than 5 instead of 1"
    assert narrowed(bounds(), bounds(maxLength=5)) == "accepts at most 5 characters"
