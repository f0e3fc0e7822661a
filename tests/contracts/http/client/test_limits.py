"""Tests of the limits of a run, and of what it has sent."""

from contracts.http.client.limits import RequestBudget, TrafficStats


def test_nothing_is_given_by_default():
    """Without an option the budget depends on where the servers are."""
    budget = RequestBudget()

    assert (budget.per_second, budget.max_requests, budget.max_seconds) == (None, None, None)
    assert (budget.max_bytes, budget.max_server_errors) == (None, None)


def test_requests_of_all_methods_are_counted():
    """The number of requests is the sum over the methods."""
    assert TrafficStats(methods={"GET": 2, "HEAD": 1}).requests == 3
