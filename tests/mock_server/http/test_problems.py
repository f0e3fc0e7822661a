"""What the tool itself has to say."""

import json

import pytest

from mock_server.errors import MockServerError
from mock_server.http.problems import MAX_LISTED, ProblemId, RequestRejected, ToolProblem

ALLOW = ((b"allow", b"GET"),)


def test_problem_says_everything_it_knows():
    """A problem answers with its facts, the nearest name, and the tool's mark."""
    answer = ToolProblem(
        422,
        ProblemId.UNKNOWN_EXAMPLE,
        "No.",
        asked_by="?__example=tow",
        asked_for="tow",
        available=("one", "two"),
        advice="look",
    ).response()

    assert answer.status == 422
    assert json.loads(answer.body) == {
        "type": "urn:mock-server:problem:unknown-example",
        "title": "There is no example with this name",
        "status": 422,
        "detail": "No; did you mean 'two'?",
        "asked_by": "?__example=tow",
        "nearest": "two",
        "available": ["one", "two"],
        "advice": "look",
    }
    assert dict(answer.headers)[b"content-type"] == b"application/problem+json"
    assert dict(answer.headers)[b"mock-server-problem"] == b"unknown-example"


def test_problem_leaves_out_what_it_does_not_know():
    """Facts that are missing have no key in the response."""
    answer = ToolProblem(500, ProblemId.INTERNAL_ERROR, "No.").response()

    assert set(json.loads(answer.body)) == {"type", "title", "status", "detail"}


@pytest.mark.parametrize("id_", list(ProblemId))
def test_every_problem_has_a_title(id_):
    """Each problem id makes a response."""
    answer = ToolProblem(400, id_, "No.").response()

    assert json.loads(answer.body)["title"]


def test_problem_lists_at_most_fifty_names():
    """A problem with hundreds of allowed names fits on a screen, and has the nearest of all."""
    names = tuple(f"fault-{number}" for number in range(300))
    answer = ToolProblem(
        404, ProblemId.UNKNOWN_FAULT, "No.", asked_for="fautl-299", available=names
    ).response()
    facts = json.loads(answer.body)

    assert facts["available"] == [*names[:MAX_LISTED]]
    assert facts["more"] == 300 - MAX_LISTED
    assert facts["nearest"] == "fault-299"


def test_a_former_id_is_named_until_the_next_release():
    """A script that compares ids finds the one it knows."""
    answer = ToolProblem(422, ProblemId.INVALID_PREFERENCE, "No.").response()

    assert json.loads(answer.body)["formerly"] == "unclear-wish"
    assert dict(answer.headers)[b"mock-server-problem"] == b"invalid-preference"


def test_refusal_carries_what_its_answer_needs():
    """The error carries status, problem, every reason and further headers."""
    error = RequestRejected(405, ProblemId.METHOD_NOT_ALLOWED, "There is no POST.", ALLOW)

    assert (error.status, error.id, error.headers) == (405, ProblemId.METHOD_NOT_ALLOWED, ALLOW)
    assert str(error) == error.message == "There is no POST."


def test_problem_carries_its_headers_and_shows_its_detail():
    """A log shows the detail of the problem that the client gets, with further headers."""
    error = ToolProblem(404, ProblemId.UNKNOWN_PATH, "No API claims the path '/x'.", headers=ALLOW)

    assert error.response().headers[-1:] == ALLOW
    assert str(error) == "No API claims the path '/x'."


@pytest.mark.parametrize(
    "error",
    [
        RequestRejected(400, ProblemId.UNKNOWN_PATH, "No."),
        ToolProblem(404, ProblemId.UNKNOWN_PATH, "No."),
    ],
)
def test_one_clause_catches_both(error):
    """The package's errors have one base class."""
    assert isinstance(error, MockServerError)
    assert error.headers == ()
