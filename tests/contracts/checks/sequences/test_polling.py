"""Tests of: a resource in a terminal state does not change, and keeps its key."""

from contracts.checks.sequences.polling import check
from contracts.observations.observation import Observation
from tests.contracts.dialogue import looks
from tests.contracts.shop import ORDER, said

DONE = {**ORDER, "status": "done"}


def test_equal_answers_about_a_terminal_state_pass():
    """Answers that differ in undocumented members are equal."""
    assert said(check(looks(DONE, DONE, {**DONE, "trace": "b7"}))) == ["pass", "pass"]


def test_a_state_that_is_not_terminal_may_change():
    """Only the contract's transition rules judge such changes."""
    assert said(check(looks(ORDER, {**ORDER, "done": 5}, DONE))) == []


def test_a_change_of_a_terminal_state_is_found():
    """The finding shows the values before and after."""
    changed = check(looks(DONE, {**DONE, "done": 5}))
    found = [result.finding for result in changed if result.finding]

    assert [(f.severity, f.pointer, f.values) for f in found] == [
        ("error", "/done", (("before", "4"), ("after", "5")))
    ]


def test_other_resources_are_not_compared():
    """Answers about two orders are not compared."""
    other = looks({**DONE, "id": 8, "done": 1}, target="/v1/orders/8")
    both = looks(DONE)

    assert said(check(both)) + said(check(other)) == []


def test_answers_without_a_schema_are_not_compared(monkeypatch):
    """What of an answer is documented is not known there: nothing passes that was not judged."""
    evidence = looks(DONE, {**DONE, "done": 5})
    monkeypatch.setattr(Observation, "schema", None)

    [outcome] = said(check(evidence))

    assert outcome.startswith("not exercised")
