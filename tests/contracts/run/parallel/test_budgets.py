"""Tests of the shares of budgets, and of the pace of all workers together."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.http.client.limits import Limits
from contracts.run.parallel.budgets import Budgets, SharedPace
from contracts.run.parallel.units import Unit

LIMITS = Limits(origins=frozenset(), max_requests=100, max_total_bytes=1000)


def unit(number, size=1):
    """Return a unit with this number of operations."""
    names = tuple(f"o{place}" for place in range(size))
    return Unit(number=number, api="a", operations=names)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 100)), min_size=1, max_size=12))
def test_the_units_together_never_get_more_than_the_run(units):
    """Whatever units use and give back, the budget of the run holds."""
    budgets = Budgets(LIMITS, sum(size for size, _ in units))
    sent = 0
    for number, (size, wanted) in enumerate(units):
        share = budgets.begin(unit(number, size), 0.0)
        if share is None:
            break
        used = min(wanted, share.requests)
        sent += used
        budgets.end(unit(number, size), used, 0)

    assert sent <= LIMITS.max_requests


def test_what_a_unit_has_not_used_goes_to_the_next():
    """The budget is divided by operations, and what is left is divided again."""
    budgets = Budgets(LIMITS, 4)
    first = budgets.begin(unit(1), 0.0)
    budgets.end(unit(1), 1, 0)
    shares = [budgets.begin(unit(number), 0.0).requests for number in (2, 3, 4)]

    assert first.requests == 25
    assert shares == [33, 33, 33]


def test_without_a_budget_there_is_no_limit():
    """A share of no limit is no limit."""
    budgets = Budgets(Limits(origins=frozenset()), 2)

    assert budgets.begin(unit(1), 0.0).requests == 0


def test_a_used_budget_begins_no_unit():
    """Nothing is begun that could send nothing."""
    budgets = Budgets(LIMITS, 2)
    budgets.spend(100, 0)

    assert budgets.begin(unit(1), 0.0) is None


def test_a_unit_that_is_begun_again_gets_another_share():
    """The share of a lost worker is gone, as it is not known what it sent."""
    budgets = Budgets(LIMITS, 2)
    budgets.begin(unit(1), 0.0)
    budgets.lose(unit(1))

    assert budgets.begin(unit(1), 0.0).requests == 25


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 5)), min_size=2, max_size=30))
def test_all_workers_together_keep_the_pace(asks):
    """Turns are at least a tenth of a second apart at ten a second."""
    pace, now, turns = SharedPace(10.0), 0.0, []
    for later, count in asks:
        now += later
        first = now + pace.reserve(now, count)
        turns += [first + place * pace.every for place in range(count)]

    assert all(after - before > 0.0999 for before, after in pairwise(turns))


def test_without_a_pace_there_is_no_wait():
    """A rate of 0 does not pace."""
    pace = SharedPace(0.0)

    assert [pace.reserve(1.0), pace.reserve(1.0, 9), pace.reserve(1.0)] == [0.0, 0.0, 0.0]
