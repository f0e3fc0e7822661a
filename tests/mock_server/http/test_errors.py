"""Errors that end a request carry what an answer needs, and show it in a log."""

import pytest

from mock_server.errors import MockServerError
from mock_server.http.errors import RequestRejected, ToolProblem
from mock_server.http.problems import Problem, ProblemId

ALLOW = ((b"allow", b"GET"),)


def test_refusal_carries_what_its_answer_needs():
    """The error carries status, problem, every reason and further headers."""
    error = RequestRejected(405, ProblemId.METHOD_NOT_ALLOWED, "There is no POST.", ALLOW)

    assert (error.status, error.id, error.headers) == (405, ProblemId.METHOD_NOT_ALLOWED, ALLOW)
    assert str(error) == error.message == "There is no POST."


def test_problem_carries_its_facts():
    """A log shows the detail of the problem that the client gets."""
    problem = Problem(id=ProblemId.UNKNOWN_PATH, status=404, detail="No API claims the path '/x'.")
    error = ToolProblem(problem, ALLOW)

    assert (error.problem, error.headers) == (problem, ALLOW)
    assert str(error) == "No API claims the path '/x'."


@pytest.mark.parametrize(
    "error",
    [
        RequestRejected(400, ProblemId.UNKNOWN_PATH, "No."),
        ToolProblem(Problem(id=ProblemId.UNKNOWN_PATH, status=404, detail="No.")),
    ],
)
def test_one_clause_catches_both(error):
    """The package's errors have one base class."""
    assert isinstance(error, MockServerError)
    assert error.headers == ()
