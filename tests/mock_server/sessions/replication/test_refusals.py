"""Promises of the refusal: what, why, and what to do."""

from mock_server.sessions.replication.refusals import store_gone


def test_the_problem_says_what_why_and_what_to_do():
    """The address of the store is not for every client."""
    problem = store_gone()

    assert (problem.status, problem.id) == (503, "store-gone")
    assert "refused" in problem.detail
    assert "cannot be reached" in problem.detail
    assert "/__admin/health" in problem.advice
    assert "not known" in store_gone(is_unknown=True).detail
