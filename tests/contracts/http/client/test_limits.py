"""Tests of what a caller says about pace and cost."""

from contracts.http.client.limits import RequestBudget


def test_nothing_is_said_by_default():
    """Where nothing is said, it depends on where the servers are."""
    said = RequestBudget()

    assert (said.per_second, said.max_requests, said.max_seconds) == (None, None, None)
    assert (said.max_bytes, said.max_server_errors) == (None, None)
