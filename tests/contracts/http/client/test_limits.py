"""Tests of the budgets that a user may set."""

from contracts.http.client.limits import RequestBudget


def test_nothing_is_said_by_default():
    """Without an option the budget depends on where the servers are."""
    said = RequestBudget()

    assert (said.per_second, said.max_requests, said.max_seconds) == (None, None, None)
    assert (said.max_bytes, said.max_server_errors) == (None, None)
