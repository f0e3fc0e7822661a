"""What the tool itself has to say."""

import json

import pytest

from mock_server.http.problems import MAX_LISTED, Problem, ProblemId


def test_problem_says_everything_it_knows():
    """A problem answers with its facts, the nearest name, and the tool's mark."""
    answer = Problem(
        id=ProblemId.UNKNOWN_EXAMPLE,
        status=422,
        detail="No.",
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
        "detail": "No.",
        "asked_by": "?__example=tow",
        "nearest": "two",
        "available": ["one", "two"],
        "advice": "look",
    }
    assert dict(answer.headers)[b"content-type"] == b"application/problem+json"
    assert dict(answer.headers)[b"mock-server-problem"] == b"unknown-example"


def test_problem_leaves_out_what_it_does_not_know():
    """Facts that are missing have no key in the response."""
    answer = Problem(id=ProblemId.INTERNAL_ERROR, status=500, detail="No.").response()

    assert set(json.loads(answer.body)) == {"type", "title", "status", "detail"}


@pytest.mark.parametrize("id_", list(ProblemId))
def test_every_problem_has_a_title(id_):
    """Each problem id makes a response."""
    answer = Problem(id=id_, status=400, detail="No.").response()

    assert json.loads(answer.body)["title"]


def test_problem_lists_at_most_fifty_names():
    """A problem with hundreds of allowed names fits on a screen, and has the nearest of all."""
    names = tuple(f"fault-{number}" for number in range(300))
    answer = Problem(
        id=ProblemId.UNKNOWN_FAULT,
        status=404,
        detail="No.",
        asked_for="fautl-299",
        available=names,
    ).response()
    facts = json.loads(answer.body)

    assert facts["available"] == [*names[:MAX_LISTED]]
    assert facts["more"] == 300 - MAX_LISTED
    assert facts["nearest"] == "fault-299"


def test_a_former_id_is_named_until_the_next_release():
    """A script that compares ids finds the one it knows."""
    answer = Problem(id=ProblemId.INVALID_PREFERENCE, status=422, detail="No.").response()

    assert json.loads(answer.body)["formerly"] == "unclear-wish"
    assert dict(answer.headers)[b"mock-server-problem"] == b"invalid-preference"
