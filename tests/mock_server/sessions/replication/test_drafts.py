"""Promises of drafts: the last value of a field counts, and a deletion ends what was before."""

from mock_server.sessions.replication.drafts import Draft, store_gone

DEMO = "session:demo"


def test_the_last_value_of_a_field_counts():
    """A call may change the same clock twice."""
    draft = Draft()
    draft.add(DEMO, {"clock": 1, "stateful": True})
    draft.add(DEMO, {"clock": 2})

    assert draft.fields == {DEMO: {"clock": 2, "stateful": True}}


def test_a_deletion_ends_what_was_before_it():
    """What is chosen after it, in the same call, is kept."""
    draft = Draft()
    draft.add(DEMO, {"clock": 1})
    draft.add(DEMO, {"deleted": True})
    draft.add(DEMO, {"stateful": True})

    assert draft.fields == {DEMO: {"deleted": True, "stateful": True}}


def test_a_restart_ends_the_starts_and_places_before_it():
    """Other choices of the call are kept."""
    draft = Draft()
    draft.add(DEMO, {"start a/b": 1, "played x": 1, "clock": 1})
    draft.add(DEMO, {"restart": True, "start a/b": 2})

    assert draft.fields == {DEMO: {"clock": 1, "restart": True, "start a/b": 2}}


def test_the_problem_says_what_why_and_what_to_do():
    """The address of the store is not for every client."""
    problem = store_gone()

    assert (problem.status, problem.id) == (503, "store-gone")
    assert "refused" in problem.detail
    assert "cannot be reached" in problem.detail
    assert "/__admin/health" in problem.advice
    assert "not known" in store_gone(is_unknown=True).detail
