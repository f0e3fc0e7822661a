"""The work of one example is counted."""

import pytest

from openapi.schema.generation.bounds import Budget, NoExampleError, TooLargeError, size_of


def test_a_budget_ends():
    """Values and characters above the bound are errors; a check is refused."""
    budget = Budget(values=1, checks=1)
    budget.take_value("/a")

    with pytest.raises(NoExampleError, match="/a: it never ends"):
        budget.take_value("/a")
    with pytest.raises(TooLargeError, match="/b: it would be too large"):
        budget.take_size(10**9, "/b")
    assert [budget.take_check(), budget.take_check()] == [True, False]
    assert budget.was_exhausted


def test_a_size_is_about_that_of_the_text():
    """Texts, lists and objects are counted with what is inside them."""
    assert size_of({"a": ["bc", 1, None]}) == 2 + 5 + 2 + 5 + 9 + 9
