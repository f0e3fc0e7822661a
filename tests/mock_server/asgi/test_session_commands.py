"""Commands in a query: who may give them, and what they change."""

import pytest

from mock_server.asgi.app import create_mock
from mock_server.asgi.session_commands import refuse_shared_change
from mock_server.http.problems import ToolProblem
from mock_server.http.requests import read_head
from mock_server.settings import Settings
from tests.mock_server.asgi_client import ask, scope_of
from tests.mock_server.manual_time import ManualTime

JOBS = "/subscriptions/imports"
NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z
DATE = "Sat, 21 Nov 2026 12:00:30 GMT"


@pytest.fixture(params=[True, False], ids=["fast-path", "connexion"])
def mock(packaged, request):
    """A mock at noon."""
    settings = Settings(has_fast_path=request.param)
    return create_mock(packaged, settings, ticker=ManualTime(NOON))


def test_command_changes_the_named_session_before_the_answer(mock):
    """The answer is already dated by the clock that the request has set."""
    answer = ask(mock.app, f"/__session/tab{JOBS}?__clock=%2B30s")

    assert (answer.status, answer.header("date")) == (200, DATE)
    assert mock.controls.clock("").time_at(NOON) == NOON


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_looking_changes_nothing(mock, method):
    """Programs look before they ask; that carries out no command."""
    ask(mock.app, f"/__session/tab{JOBS}?__clock=%2B30s", method=method)

    assert mock.controls.clock("tab").time_at(NOON) == NOON


def test_page_of_another_site_cannot_change_the_clock_of_all(mock):
    """A simple request from any page is refused, with the advice to name a session."""
    answer = ask(
        mock.app, f"{JOBS}?__clock=freeze", ("Host", "localhost"), ("Sec-Fetch-Site", "cross-site")
    )

    assert answer.status == 403
    assert "/__session/NAME/" in answer.json()["advice"]
    assert mock.controls.clock("").speed == 1


def test_without_an_admin_side_no_client_may_change_what_all_share():
    """Without an admin API, no client has the permission."""
    with pytest.raises(ToolProblem) as raised:
        refuse_shared_change(None, read_head(scope_of("GET", JOBS)), "?__restart")

    assert "it is switched off" in raised.value.detail
