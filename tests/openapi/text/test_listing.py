"""Tests of counts and lists of names in a sentence."""

import pytest

from openapi.text.listing import counted, listed


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, ""), (1, "n0"), (2, "n0, n1"), (3, "n0, n1 and 1 more"), (9, "n0, n1 and 7 more")],
)
def test_the_first_names_are_shown_and_the_others_counted(count, shown):
    """A message stays short however many there are, and none is left out without a word."""
    assert listed([f"n{number}" for number in range(count)], 2) == shown


@pytest.mark.parametrize(("count", "shown"), [(0, "0 rules"), (1, "1 rule"), (2, "2 rules")])
def test_a_count_has_its_noun(count, shown):
    """One is not many."""
    assert counted(count, "rule") == shown
