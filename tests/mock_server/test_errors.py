"""What can go wrong, and what it says."""

import pytest

from mock_server.errors import MockServerError, SettingsError
from mock_server.http.problems import ProblemId, RequestRejected, ToolProblem

PROBLEM = ToolProblem(422, ProblemId.UNKNOWN_CODE, "No such status.")


def test_setting_that_cannot_be_met_says_what_to_do():
    """What is wrong, what was found and what to do are in one block."""
    error = SettingsError("the port is taken", found="1:2", hint="take another")

    assert str(error) == "the port is taken\n  found    1:2\n  hint     take another"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (SettingsError("no"), "no"),
        (RequestRejected(400, ProblemId.INVALID_REQUEST, "Bad."), "Bad."),
        (PROBLEM, "No such status."),
    ],
)
def test_every_error_is_the_mock_servers(error, text):
    """All errors have one base class, and a text."""
    assert isinstance(error, MockServerError)
    assert str(error) == text
