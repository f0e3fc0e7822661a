"""The controls of a running mock."""

import json

import pytest

from mock_server.admin.controls import ClockChange
from mock_server.asgi.app import create_mock
from mock_server.http.problems import ToolProblem
from mock_server.journal.criteria import Criteria
from mock_server.journal.verification import Expectations
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask
from tests.mock_server.manual_time import ManualTime
from tests.mock_server.observed import NOON

JOBS = "/subscriptions/imports"


@pytest.fixture
def mock(packaged):
    """A mock at noon with a frozen clock."""
    return create_mock(packaged, Settings(), ticker=ManualTime(NOON))


@pytest.fixture
def controls(mock):
    """Its controls."""
    return mock.controls


def job_count(mock, session=""):
    """Return how many jobs a client sees."""
    headers = (("X-Mock-Session", session),) if session else ()
    return len(ask(mock.app, JOBS, *headers).json()["data"])


def test_journal_is_at_hand(mock, controls):
    """The journal can be read and verified."""
    ask(mock.app, JOBS)
    ask(mock.app, "/v3/nothing")

    assert [entry.status for entry in controls.entries()] == [200, 404]
    assert len(controls.entries(Criteria(unmatched=True))) == 1
    assert [str(r.outcome) for r in controls.verify(Expectations(exactly=2))] == ["pass"]


@cases(
    "target, noted",
    {
        "answered": (JOBS, ("", "", "")),
        "scenario": (f"{JOBS}?__scenario=no-jobs", ("", "elastic_path/no-jobs", "")),
        "fault": (f"{JOBS}?__fault=server-error", ("", "", "server-error")),
        "refused-by-the-api": (f"{JOBS}?page%5Blimit%5D=x", ("Query parameter", "", "")),
        "refused-by-the-tool": (f"{JOBS}?__scenario=nope", ("listImportJobs has no", "", "")),
        "refusal-spoilt": (
            f"{JOBS}?page%5Blimit%5D=x&__fault=accept-invalid",
            ("Query parameter", "", "accept-invalid"),
        ),
        "leads-nowhere": ("/v3/nothing", ("There is nothing", "", "")),
    },
)
def test_journal_has_refusal_scenario_and_fault(mock, controls, target, noted):
    """An entry has why the request was refused, the scenario, and the fault that fired."""
    ask(mock.app, target)
    (entry,) = controls.entries()

    assert entry.refusal.startswith(noted[0])
    assert entry.is_unmatched is bool(noted[0])
    assert (entry.scenario, entry.fault) == noted[1:]


def test_scenario_is_chosen_for_a_session_or_for_the_others(mock, controls):
    """A selection applies to its session, until it is cleared."""
    controls.select_scenario("no-jobs", "tab-1")
    controls.select_scenario("elastic_path/24-jobs")
    seen = [job_count(mock, "tab-1"), job_count(mock), job_count(mock, "tab-2")]
    controls.clear_scenarios("tab-1")
    controls.clear_scenarios()

    assert seen == [0, 24, 1]
    assert [job_count(mock, "tab-1"), job_count(mock)] == [1, 1]


def test_name_that_several_apis_have_is_chosen_for_all(controls):
    """Without an API, every operation with such a scenario plays it."""
    controls.select_scenario("documented", "tab-1")

    assert set(controls.selected_scenarios("tab-1").values()) == {"documented"}
    assert len(controls.selected_scenarios("tab-1")) == 2


def test_chosen_scenarios_begin_with_those_of_the_server(packaged):
    """A session without a selection plays the scenarios of the start-up."""
    controls = create_mock(packaged, Settings(scenarios=("no-jobs",))).controls

    assert controls.selected_scenarios("tab-1") == {("elastic_path", "listImportJobs"): "no-jobs"}


@cases(
    "change, now",
    {
        "time": (ClockChange(time="2030-01-01T00:00:00Z"), 1_893_456_000.0),
        "advance": (ClockChange(advance=90), NOON + 90),
        "advance-by-words": (ClockChange(advance="1.5m"), NOON + 90),
        "both": (ClockChange(time="2030-01-01T00:00:00Z", advance=1), 1_893_456_001.0),
        "nothing": (ClockChange(), NOON),
    },
)
def test_clock_shows_the_change(controls, change, now):
    """The changes are applied in their order, and visible at once."""
    assert controls.change_clock(change, "tab-1").time_at(NOON) == now
    assert controls.clock("tab-1").time_at(NOON) == now
    assert controls.clock().time_at(NOON) == NOON


def test_clock_is_frozen_sped_up_and_real_again(controls):
    """The clock can be frozen, run at another speed, and return to real time."""
    frozen = controls.change_clock(ClockChange(is_frozen=True, speed=10.0))
    going = controls.change_clock(ClockChange(is_frozen=False))
    real = controls.change_clock(ClockChange(is_real=True))

    assert frozen.time_at(NOON + 60) == NOON
    assert going.time_at(NOON + 60) == NOON + 600
    assert real.time_at(NOON + 60) == NOON + 60


@pytest.mark.parametrize("change", [ClockChange(time="noon"), ClockChange(advance="soon")])
def test_clock_that_cannot_be_set_is_said(controls, change):
    """A text that is not a time is refused, with what is allowed."""
    with pytest.raises(ToolProblem, match="allowed is") as raised:
        controls.change_clock(change)

    assert (raised.value.id, raised.value.status) == ("invalid-clock", 400)


def test_fault_is_armed_for_a_session_or_for_all(mock, controls):
    """An armed fault fires in its session, and is disarmed by its name or with all."""
    controls.arm("server-error;count=1", "tab-1")
    statuses = [ask(mock.app, JOBS, ("X-Mock-Session", "tab-1")).status for _ in range(2)]
    controls.arm("server-error")
    all_sessions = [ask(mock.app, JOBS).status, ask(mock.app, JOBS, ("X-Mock-Session", "b")).status]
    gone = [controls.disarm("delay"), controls.disarm("server-error"), controls.disarm()]

    assert statuses == [500, 200]
    assert all_sessions == [500, 500]
    assert gone == [0, 1, 0]
    assert ask(mock.app, JOBS).status == 200


def test_disarming_a_session_leaves_the_others(controls):
    """Disarming a session's faults leaves those for all sessions."""
    controls.arm("delay", "tab-1")
    controls.arm("reset")

    assert controls.disarm(session="tab-1") == 1
    assert [str(armed) for armed in controls.armed()] == ["reset"]
    assert controls.armed("tab-1") == ()


@cases(
    "do, id_, status, nearest",
    {
        "scenario": (lambda c: c.select_scenario("no-job"), "unknown-scenario", 404, "no-jobs"),
        "fault": (lambda c: c.arm("dellay"), "unknown-fault", 404, "delay"),
        "setting": (lambda c: c.arm("delay;seconds=-1"), "unknown-fault", 400, ""),
        "session": (lambda c: c.ensure_session("a b"), "invalid-session", 400, ""),
    },
)
def test_what_there_is_not_is_said(controls, do, id_, status, nearest):
    """An unknown name is a problem that names the nearest one."""
    with pytest.raises(ToolProblem) as raised:
        do(controls)
    problem = raised.value

    assert (problem.id, problem.status) == (id_, status)
    assert nearest in problem.response().body.decode()


@pytest.mark.parametrize("fault", ["delay;seconds=-1", "delay;minutes=1", "dellay"])
def test_wrong_setting_is_not_titled_as_a_wrong_name(controls, fault):
    """The title is also correct for a fault that exists, with an invalid setting."""
    with pytest.raises(ToolProblem) as raised:
        controls.arm(fault)
    body = json.loads(raised.value.response().body)

    assert body["title"] == "There is no fault with this name and these settings"


def test_looking_at_a_session_does_not_begin_it(controls):
    """A session is created when it is used, not when it is read."""
    controls.session("tab-1")
    before = len(controls.state.sessions)
    controls.ensure_session("tab-1")

    assert (before, len(controls.state.sessions)) == (0, 1)


def test_reset_of_a_session_leaves_the_others(mock, controls):
    """Settings, clock, faults, journal and coverage of one session are as at the start."""
    for session in ("a", "b"):
        controls.select_scenario("no-jobs", session)
        controls.arm("delay;seconds=0", session)
        ask(mock.app, JOBS, ("X-Mock-Session", session))
    controls.reset("a")

    assert [job_count(mock, "a"), job_count(mock, "b")] == [1, 0]
    assert (controls.armed("a"), len(controls.armed("b"))) == ((), 1)
    assert {entry.session for entry in controls.entries()[:1]} == {"b"}


def test_reset_of_all_gives_back_the_start(packaged):
    """Clock and faults are those of the start, and sessions, journal and coverage are empty."""
    settings = Settings(clock="freeze", faults=("server-error;count=1",))
    mock = create_mock(packaged, settings, ticker=ManualTime(NOON))
    first = [ask(mock.app, JOBS).status for _ in range(2)]
    mock.controls.change_clock(ClockChange(time="2030-01-01T00:00:00Z", is_frozen=False))
    mock.controls.select_scenario("no-jobs")
    mock.controls.reset()
    after = [ask(mock.app, JOBS).status for _ in range(2)]

    assert (first, after) == ([500, 200], [500, 200])
    assert mock.controls.clock().time_at(NOON + 60) == NOON
    assert len(mock.controls.entries()) == 2


@pytest.mark.parametrize("session", ["tab-1", None])
def test_reset_lets_faults_count_from_the_start(mock, controls, session):
    """A fault that fires every second time does so again after a reset."""
    headers = (("X-Mock-Session", "tab-1"),) if session else ()
    statuses = []
    for _ in range(2):
        controls.arm("server-error;one-in=2", session)
        statuses.append([ask(mock.app, JOBS, *headers).status for _ in range(3)])
        controls.reset(session)

    assert statuses == [[200, 500, 200]] * 2


def test_restart_lets_scenarios_begin_anew(mock, controls):
    """After a restart a session's scenario begins at its next use."""
    controls.select_scenario("no-jobs", "a")
    ask(mock.app, JOBS, ("X-Mock-Session", "a"))
    before = dict(controls.session("a").scenario_starts)
    controls.restart("a")

    assert (len(before), controls.session("a").scenario_starts) == (1, {})


def test_coverage_lists_scenarios(mock, controls):
    """Played scenarios are met, and the others are listed."""
    ask(mock.app, f"{JOBS}?__scenario=no-jobs&__session=a")
    (jobs,) = (
        each
        for each in controls.coverage("a")["operations"]
        if each["operation"] == "listImportJobs"
    )
    met = {scenario["name"]: scenario["met"] for scenario in jobs["scenarios"]}

    assert (met["no-jobs"], met["24-jobs"]) == (True, False)
