"""Did the client ask what it was meant to ask?"""

import pytest

from mock_server.journal.verification import Expectations, verify
from openapi.json.parsing import dump_json
from openapi.routing import Router
from openapi.rules.outcome import Outcome
from tests.acceptance.cases import cases
from tests.mock_server.observed import NOON, journal_of, observed

JOBS = "/subscriptions/imports"
IMPORT = "/v3/mall/members/imports/1"
DONE = dump_json({"bulks": [{"status": "finished"}]})
OPEN = dump_json({"bulks": [{"status": "working"}]})


@pytest.fixture
def judge(packaged):
    """Verify exchanges by expectations in the JSON of the admin API."""

    def judge(asked, *seen, missing=""):
        entries = journal_of(*seen).entries()
        return verify(Expectations.from_json(asked), entries, Router(packaged), missing=missing)

    return judge


def polls(packaged, *answers, every=5.0, clock=0.0):
    """Return polls of one import that came at even distances."""
    return [
        observed(packaged, IMPORT, answer=answer, real=NOON + i * every, now=NOON + i * clock)
        for i, answer in enumerate(answers)
    ]


@cases(
    "asked, outcome, message",
    {
        "at-least": ({"at_least": 2}, "pass", "3 requests, wanted at least 2"),
        "at-least-more": ({"at_least": 4}, "fail", "3 requests, wanted at least 4"),
        "at-most": ({"at_most": 3}, "pass", "3 requests, wanted at most 3"),
        "at-most-less": ({"at_most": 2}, "fail", "3 requests, wanted at most 2"),
        "exactly": ({"exactly": 3}, "pass", "3 requests, wanted exactly 3"),
        "exactly-other": ({"exactly": 1}, "fail", "3 requests, wanted exactly 1"),
        "never": ({"requests": {"status": 500}, "exactly": 0}, "pass", "0 requests, wanted"),
        "any": ({}, "pass", "3 requests, wanted at least 1"),
        "none": ({"requests": {"status": 500}}, "fail", "0 requests, wanted at least 1"),
    },
)
def test_requests_are_counted(judge, packaged, asked, outcome, message):
    """Bounds are compared with the number of matching requests."""
    (result,) = judge(asked, *(observed(packaged, JOBS) for _ in range(3)))

    assert (result.outcome, result.message.startswith(message)) == (outcome, True)


def test_every_expectation_is_judged(judge, packaged):
    """Each expectation gets a result of its own, with the requests it is about."""
    results = judge(
        {"at_least": 1, "at_most": 1}, observed(packaged, JOBS), observed(packaged, JOBS)
    )

    assert [(r.expectation, r.outcome, r.requests) for r in results] == [
        ("at-least", Outcome.PASS, (1, 2)),
        ("at-most", Outcome.FAIL, (1, 2)),
    ]


@cases(
    "asked, outcome",
    {
        "at-least-surely": ({"at_least": 2}, "pass"),
        "at-least-perhaps": ({"at_least": 3}, "not exercised"),
        "at-most-surely-not": ({"at_most": 1}, "fail"),
        "at-most-perhaps": ({"at_most": 2}, "not exercised"),
        "exactly-surely-not": ({"exactly": 1}, "fail"),
        "exactly-perhaps": ({"exactly": 2}, "not exercised"),
        "order-found": ({"sequence": [{"path": JOBS}]}, "pass"),
        "order-perhaps": ({"sequence": [{"path": IMPORT}]}, "not exercised"),
    },
)
def test_journal_that_let_entries_go_proves_less(judge, packaged, asked, outcome):
    """With missing entries, only what more requests would not change is verified."""
    missing = "the journal has dropped 7 entries"
    (result,) = judge(asked, observed(packaged, JOBS), observed(packaged, JOBS), missing=missing)

    assert result.outcome == outcome
    assert ("has dropped 7 entries" in result.message) == (outcome == "not exercised")


@cases(
    "sequence, outcome, requests",
    {
        "in-order": ([{"path": JOBS}, {"path": IMPORT}], "pass", (1, 2)),
        "with-others-between": ([{"path": JOBS}, {"path": JOBS}], "pass", (1, 3)),
        "wrong-order": ([{"path": IMPORT}, {"path": IMPORT}], "fail", (2,)),
        "nothing-of-it": ([{"method": "PUT"}], "fail", ()),
    },
)
def test_order_is_judged(judge, packaged, sequence, outcome, requests):
    """Requests must come in the order of the sequence; others may lie between."""
    seen = [observed(packaged, target) for target in (JOBS, IMPORT, JOBS)]
    (result,) = judge({"sequence": sequence}, *seen)

    assert (result.expectation, result.outcome, result.requests) == ("sequence", outcome, requests)


@cases(
    "answers, outcome, requests",
    {
        "stopped": ((OPEN, DONE), "pass", (2,)),
        "went-on": ((OPEN, DONE, DONE, DONE), "fail", (3, 4)),
        "began-anew": ((DONE, OPEN, DONE), "pass", (1, 3)),
        "failure-after-the-end": ((DONE, b"<html>"), "fail", (2,)),
        "never-ended": ((OPEN, OPEN), "not exercised", ()),
        "never-asked": ((), "not exercised", ()),
    },
)
def test_polling_after_the_end_is_found(judge, packaged, answers, outcome, requests):
    """After a response has shown the terminal state, another request is useless."""
    (result,) = judge({"no_poll_after_terminal": True}, *polls(packaged, *answers))

    assert (result.outcome, result.requests) == (outcome, requests)


def test_polling_after_the_terminal_state_names_the_resource(judge, packaged):
    """The message names the resource that was polled too often."""
    (result,) = judge({"no_poll_after_terminal": True}, *polls(packaged, DONE, DONE))

    assert (
        result.message
        == "1 request after the terminal state, first for showMembersImportStatus mall 1"
    )


@cases(
    "every, clock, asked, outcome",
    {
        "slow-enough": (5.0, 0.0, {"polled_at_most_every": 5}, "pass"),
        "a-timer-is-not-exact": (4.8, 0.0, {"polled_at_most_every": 5}, "pass"),
        "too-often": (1.0, 0.0, {"polled_at_most_every": 5}, "fail"),
        "session-time": (0.1, 5.0, {"polled_at_most_every": 5, "clock": "session"}, "pass"),
        "session-time-is-frozen": (
            5.0,
            0.0,
            {"polled_at_most_every": 5, "clock": "session"},
            "fail",
        ),
    },
)
def test_pace_is_judged(judge, packaged, every, clock, asked, outcome):
    """Between two polls of one resource is at least the expected time."""
    (result,) = judge(asked, *polls(packaged, OPEN, OPEN, OPEN, every=every, clock=clock))

    assert result.outcome == outcome
    assert result.requests == ((2, 3) if outcome == "fail" else ())


def test_pace_needs_two_polls(judge, packaged):
    """With a single request, the expectation about intervals is not exercised."""
    (result,) = judge({"polled_at_most_every": 5}, *polls(packaged, OPEN))

    assert result.outcome is Outcome.NOT_EXERCISED


def test_result_has_its_json(judge, packaged):
    """The admin API gets expectation, outcome, message and the requests, not without bound."""
    (result,) = judge({}, *(observed(packaged, JOBS) for _ in range(60)))
    content = result.as_json()

    assert (content["expectation"], content["outcome"]) == ("at-least", "pass")
    assert content["requests"] == [*range(1, 51)]
