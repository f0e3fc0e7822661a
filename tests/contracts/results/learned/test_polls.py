"""Tests of resources that are followed over time."""

from contracts.results.learned.polls import Polls
from contracts.results.learned.rows import row_of


def polls(*resources):
    """Return the answers about some resources, in order."""
    found = Polls()
    for number, states in enumerate(resources):
        for state in states:
            found.add(f"/jobs/{number}", row_of(state))
    return found


def job(*done, last="finished"):
    """Return the states of a job that counts, and ends."""
    return [{"state": "running", "done": n} for n in done] + [{"state": last, "done": done[-1]}]


def test_a_job_that_runs_and_ends_is_followed():
    """Its last state is terminal, and what only rises is a counter."""
    following = polls(job(0, 2, 5, 9), job(0, 1, 2, last="failed")).following()

    assert following is not None
    assert following.terminal == "self.state in ['failed', 'finished']"
    assert [rule.expression for rule in following.rules] == ["self.done >= oldSelf.done"]


def test_a_number_that_fell_is_no_counter():
    """Once is enough."""
    following = polls(job(0, 2, 5, 9), job(3, 2, 1)).following()

    assert following is not None
    assert following.rules == ()


def test_a_resource_that_never_ended_is_not_followed():
    """Nor one that was asked for only once."""
    assert polls([{"state": "running", "done": n} for n in range(9)]).following() is None
    assert polls(job(1)).following() is None


def test_equal_answers_in_a_row_are_one_and_polls_are_merged():
    """Waiting shows nothing new."""
    one = polls([{"n": 1}, {"n": 1}, {"n": 2}])

    assert len(one.steps["/jobs/0"]) == 2
    other = polls([{"n": 3}, {"n": 4}])
    one.take(other)

    assert len(one.steps["/jobs/0"]) == 4
