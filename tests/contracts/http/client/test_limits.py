"""Tests of the limits of a run, and of what it has sent."""

from dataclasses import replace

from contracts.http.client.limits import MEBIBYTE, Limits, RequestBudget, TrafficStats


def test_nothing_is_given_by_default():
    """Without an option the budget depends on where the servers are."""
    budget = RequestBudget()

    assert (budget.per_second, budget.max_requests, budget.max_seconds) == (None, None, None)
    assert (budget.max_bytes, budget.max_server_errors) == (None, None)


def test_requests_of_all_methods_are_counted():
    """The number of requests is the sum over the methods."""
    assert TrafficStats(methods={"GET": 2, "HEAD": 1}).requests == 3


def test_each_budget_names_its_option():
    """A run that ends early says which option gives it more; a part of a run names the whole."""
    limits = Limits(
        origins=frozenset(), max_requests=5, max_seconds=2.0, max_total_bytes=10,
        max_server_errors=2, max_unanswered=3,
    )  # fmt: skip
    part = replace(limits, part_of_requests=50, part_of_bytes=4 * MEBIBYTE)

    assert {limits.spent_requests(4), limits.spent_time(1.9), limits.spent_bytes(9)} == {""}
    assert {limits.failing(1), limits.silent(2)} == {""}
    assert "has sent the 5 requests" in limits.spent_requests(5)
    assert "its part of the 50 requests" in part.spent_requests(5)
    assert "received the 10 bytes that it may (--max-bytes)" in limits.spent_bytes(10)
    assert "its part of the 4 MiB" in part.spent_bytes(10)
    assert "--max-time" in limits.spent_time(2.0)
    assert "--max-server-errors" in limits.failing(2)
    assert limits.silent(3) == "3 requests in a row had no answer"


def test_budgets_of_zero_are_without_limit():
    """0 requests, seconds or server errors are no limit."""
    limits = Limits(origins=frozenset())

    assert {limits.spent_requests(9**9), limits.spent_time(9e9), limits.failing(9**9)} == {""}
