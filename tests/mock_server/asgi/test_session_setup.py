"""A session made ready by one call."""

import pytest

from mock_server.asgi.app import create_app, create_mock
from mock_server.asgi.session_setup import refuse_shared_change
from mock_server.http.problems import ToolProblem
from mock_server.http.requests import read_head
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask, scope_of
from tests.mock_server.manual_time import ManualTime

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z

LOCAL = ("Host", "localhost")

IMPORT = "/v3/x/members/imports/7"

SLUG = ("X-Loyalty-Club-Slug", "x")

SETUP = "/__session/tab/__setup"

JOBS = "/subscriptions/imports"

DATE = "Sat, 21 Nov 2026 12:00:30 GMT"


@pytest.fixture
def mock(packaged):
    """A mock at noon."""
    mock = create_mock(packaged, Settings(), ticker=ManualTime(NOON))
    mock.warm_up()
    return mock


def test_one_call_sets_up_clock_scenario_and_fault(mock):
    """All settings of a session are changed by one call, and returned."""
    query = "scenario=happy-import&clock=2030-01-01T00:00:00Z&clock=freeze&fault=delay;seconds=0"
    answer = ask(mock.app, f"{SETUP}?{query}", LOCAL)

    assert answer.status == 200
    assert answer.header("cache-control") == "no-store"
    shown = answer.json()
    assert shown["session"] == "tab"
    assert shown["base_path"] == "/__session/tab"
    assert shown["clock"] == {"time": "2030-01-01T00:00:00.000Z", "speed": 1, "frozen": True}
    assert list(shown["scenarios"].values()) == ["happy-import"]
    assert shown["faults"] == ["delay;seconds=0"]


@cases(
    "target",
    {
        "path": "/__session/tab/nothing",
        "tool": "/__session/tab/__nothing",
        "status": f"/__session/tab{JOBS}?__code=418",
        "clock": f"/__session/tab{JOBS}?__clock=noon",
        "header": f"/__session/tab{IMPORT}",
        "value": f"/__session/tab{JOBS}?page%5Blimit%5D=x",
        "set-up": f"{SETUP}?scenario=happy-import&clock=noon",
        "other-set-up": f"{SETUP}?sceario=happy-import",
    },
)
def test_refused_request_creates_no_session(mock, target):
    """A misspelt URL leaves nothing behind; a request that is answered creates its session."""
    refused = ask(mock.app, target, LOCAL)
    before = mock.controls.state.sessions.names
    answered = ask(mock.app, f"/__session/tab{JOBS}", LOCAL)

    assert (refused.status // 100, before) == (4, ())
    assert (answered.status, mock.controls.state.sessions.names) == (200, ("tab",))


def test_empty_set_up_creates_the_session(mock):
    """A session can be created with nothing chosen; the start in its name is kept."""
    ask(mock.app, "/__session/tab@2026-11-21T12:00:00Z/__setup", LOCAL)

    found = mock.controls.session("tab@2026-11-21T12:00:00Z")
    assert (found.fixed_start, found.used_at) == (NOON, NOON)


def test_scenario_begins_with_the_first_poll(mock):
    """The set-up plays no scenario: it begins at the first request of its operation."""
    ask(mock.app, f"{SETUP}?scenario=happy-import", LOCAL)

    assert mock.controls.session("tab").scenario_starts == {}
    assert ask(mock.app, f"/__session/tab{IMPORT}", LOCAL, SLUG).json()["bulks"]
    assert mock.controls.session("tab").scenario_starts == {"placewise/happy-import": NOON}


def test_same_call_again_changes_nothing(mock):
    """A page that is loaded again arms its faults once."""
    for _ in range(3):
        answer = ask(mock.app, f"{SETUP}?fault=server-error&__clock=freeze", LOCAL)

    assert answer.json()["faults"] == ["server-error"]


def test_a_person_who_opens_the_link_sees_the_session_in_the_console(mock):
    """A link to a moment is shared between people; a script still gets the settings."""
    opened = (("Accept", "text/html,*/*;q=0.8"), ("Sec-Fetch-Mode", "navigate"))

    answer = ask(mock.app, f"{SETUP}?clock=freeze", LOCAL, *opened)
    read = ask(mock.app, f"{SETUP}?clock=freeze", LOCAL, opened[0])

    assert (answer.status, answer.header("location")) == (
        302,
        "../../__console/sessions?session=tab",
    )
    assert read.json()["clock"]["frozen"]
    assert mock.controls.clock("tab").speed == 0


def test_link_without_a_console_answers_with_the_settings(packaged):
    """`--no-admin` switches the console off, and leaves the sessions."""
    app = create_app(packaged, Settings(is_admin_on=False))
    opened = (("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate"))

    assert ask(app, f"{SETUP}?clock=freeze", LOCAL, *opened).status == 200


def test_plus_of_a_duration_may_be_a_space(mock):
    """`clock=+15s` advances the clock, with the plus escaped or not."""
    ask(mock.app, f"{SETUP}?clock=freeze", LOCAL)
    ask(mock.app, f"{SETUP}?clock=+15s", LOCAL)
    answer = ask(mock.app, f"{SETUP}?clock=%2B15s", LOCAL)

    assert answer.json()["clock"]["time"] == "2026-11-21T12:00:30.000Z"


@cases(
    "query, id_",
    {
        "scenario": ("clock=freeze&scenario=happy-inport", "unknown-scenario"),
        "clock": ("scenario=happy-import&clock=nonsense", "invalid-clock"),
        "fault": ("clock=freeze&fault=no-such", "unknown-fault"),
        "name": ("clock=freeze&scenaro=happy-import", "invalid-preference"),
    },
)
def test_all_is_carried_out_or_nothing(mock, query, id_):
    """An invalid step is reported, and those before it are undone."""
    answer = ask(mock.app, f"{SETUP}?{query}", LOCAL)
    session = mock.controls.session("tab")

    assert answer.header("mock-server-problem") == id_
    assert (session.clock, session.scenarios, session.faults) == (None, {}, ())


def test_other_methods(mock):
    """HEAD and OPTIONS change nothing, POST sets up, other methods are refused with `Allow`."""
    ask(mock.app, f"{SETUP}?clock=freeze", LOCAL, method="HEAD")
    ask(mock.app, f"{SETUP}?clock=freeze", LOCAL, method="OPTIONS")
    assert mock.controls.session("tab").clock is None

    assert ask(mock.app, f"{SETUP}?clock=freeze", LOCAL, method="POST").status == 200
    assert ask(mock.app, SETUP, LOCAL, method="DELETE").status == 405


@pytest.mark.parametrize("query", ["clock=freeze", "scenario=happy-import", "fault=delay"])
def test_foreign_page_does_not_set_up_what_others_share(mock, query):
    """Without a session's name the access rules of the admin API apply."""
    site = ("Sec-Fetch-Site", "cross-site")
    refused = ask(mock.app, f"/__setup?{query}", LOCAL, site)
    before = (mock.controls.clock().is_real, mock.controls.session("").scenarios)
    taken = ask(mock.app, f"{SETUP}?{query}", LOCAL, site)
    own = ask(mock.app, f"/__setup?{query}", LOCAL)

    assert (refused.status, taken.status, own.status) == (403, 200, 200)
    assert before == (True, {})


def test_session_can_be_set_up_without_an_admin_side(packaged):
    """Changes of a session need no admin API; changes of shared state do."""
    app = create_app(packaged, Settings(is_admin_on=False))

    assert ask(app, f"{SETUP}?clock=freeze", LOCAL).status == 200
    assert ask(app, "/__setup?clock=freeze", LOCAL).status == 403


@pytest.fixture(params=[True, False], ids=["fast-path", "connexion"])
def mock_of_session_commands(packaged, request):
    """A mock_of_session_commands at noon."""
    settings = Settings(has_fast_path=request.param)
    return create_mock(packaged, settings, ticker=ManualTime(NOON))


def test_command_changes_the_named_session_before_the_answer(mock_of_session_commands):
    """The answer is already dated by the clock that the request has set."""
    answer = ask(mock_of_session_commands.app, f"/__session/tab{JOBS}?__clock=%2B30s")

    assert (answer.status, answer.header("date")) == (200, DATE)
    assert mock_of_session_commands.controls.clock("").time_at(NOON) == NOON


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_looking_changes_nothing(mock_of_session_commands, method):
    """Programs look before they ask; that carries out no command."""
    ask(mock_of_session_commands.app, f"/__session/tab{JOBS}?__clock=%2B30s", method=method)

    assert mock_of_session_commands.controls.clock("tab").time_at(NOON) == NOON


def test_page_of_another_site_cannot_change_the_clock_of_all(mock_of_session_commands):
    """A simple request from any page is refused, with the advice to name a session."""
    answer = ask(
        mock_of_session_commands.app,
        f"{JOBS}?__clock=freeze",
        ("Host", "localhost"),
        ("Sec-Fetch-Site", "cross-site"),
    )

    assert answer.status == 403
    assert "/__session/NAME/" in answer.json()["advice"]
    assert mock_of_session_commands.controls.clock("").speed == 1


def test_without_an_admin_side_no_client_may_change_what_all_share():
    """Without an admin API, no client has the permission."""
    with pytest.raises(ToolProblem) as raised:
        refuse_shared_change(None, read_head(scope_of("GET", JOBS)), "?__restart")

    assert "it is switched off" in raised.value.detail
