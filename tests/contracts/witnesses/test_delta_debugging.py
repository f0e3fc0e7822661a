"""Tests of finding a short part that still shows what the whole shows."""

import pytest

from contracts.witnesses.delta_debugging import minimize


@pytest.mark.parametrize("needed", [{3}, {0, 19}, {4, 5, 6}, {1, 9, 17}])
def test_only_what_is_needed_is_kept(needed):
    """Every item that is not needed is left out, and the order stays."""
    kept = minimize(range(20), lambda part: needed <= set(part), 10_000)

    assert kept == tuple(sorted(needed))


def test_where_all_is_needed_all_is_kept():
    """A sequence that is as short as it can be stays."""
    assert minimize("abc", lambda part: len(part) == 3, 10_000) == ("a", "b", "c")


def test_work_is_bounded():
    """When the work is used up, the best so far is returned; nothing more is tried."""
    tried = []

    def shows(part):
        tried.append(len(part))
        return 7 in part

    kept = minimize(range(64), shows, 100)

    assert sum(tried) <= 100
    assert 7 in kept


def test_nothing_stays_nothing():
    """An empty sequence has no shorter part."""
    assert minimize([], lambda _: True, 10) == ()
