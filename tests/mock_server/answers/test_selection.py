"""What a valid request gets where no fault has a use for it."""

import functools

import pytest

from mock_server.answers import selection
from mock_server.answers.documented import DocumentedResponses
from mock_server.answers.scenario_player import ScenarioPlayer
from mock_server.answers.selection import MAX_CACHED, ResponseSelector
from mock_server.http.preferences import read_preferences
from mock_server.http.problems import RequestRejected, ToolProblem
from mock_server.sessions.request_context import open_context
from mock_server.sessions.request_sessions import SessionContext
from mock_server.sessions.sessions import Session, Sessions
from openapi.parameters.serialization import Parameters
from openapi.routing import Router
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import scope_of
from tests.mock_server.scenarios.packaged import packaged_library

JOBS = "/subscriptions/imports"
NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z


@pytest.fixture
def answers(packaged):
    """The answers of the packaged APIs."""
    scenarios = ScenarioPlayer(packaged_library, Sessions())
    return ResponseSelector(DocumentedResponses(packaged), scenarios)


def asked(contracts, *headers, query=None):
    """Return a request for the list of jobs."""
    context = open_context(scope_of("GET", JOBS, headers), Router(contracts).find, NOON)
    return validated(context, Parameters(query=query or {}))


def validated(context, parameters):
    """Return the context before the response is selected."""
    head = context.head
    context.operation, context.parameters, context.is_cacheable = head.operation, parameters, True
    context.preferences = read_preferences(head.query, head.header_values("prefer"))
    return context


@cases(
    "headers, scenario, changes_at",
    {
        "documented": ((), "", None),
        "example": ((("Prefer", "example=from-schema"),), "", None),
        "still-scenario": ((("Prefer", "scenario=250-jobs"),), "elastic_path/250-jobs", None),
        "live-scenario": ((("Prefer", "scenario=job-fails"),), "elastic_path/job-fails", NOON + 5),
    },
)
def test_answer_says_what_it_depends_on(answers, packaged, headers, scenario, changes_at):
    """The played scenario is recorded, and when its response changes by itself."""
    context = asked(packaged, *headers)
    answers.select(context)

    assert (context.scenario, context.changes_at) == (scenario, changes_at)


def test_applied_preference_is_returned(answers, packaged):
    """A preference of the header is named in the response."""
    found = answers.select(asked(packaged, ("Prefer", "code=500")))

    assert (b"preference-applied", b"code=500") in found.headers


def test_clients_with_different_accept_get_different_responses(answers, packaged):
    """A cached response is never sent to a client that does not accept it."""
    json = answers.select(asked(packaged, ("Accept", "application/json")))
    with pytest.raises(RequestRejected) as caught:
        answers.select(asked(packaged, ("Accept", "text/html")))

    assert (json.status, caught.value.status) == (200, 406)
    assert answers.select(asked(packaged, ("Accept", "application/json"))) == json


def test_flood_of_different_clients_is_forgotten(answers, packaged):
    """Ever new `Accept` headers get their answer and do not fill the memory."""
    for number in range(MAX_CACHED + 10):
        answers.select(asked(packaged, ("Accept", f"application/json, a/{number}")))

    assert len(answers._default_responses) <= MAX_CACHED  # noqa: SLF001 - nothing else shows it


def test_page_is_cut_for_each_request(answers, packaged):
    """Each request to an operation gets its own page."""
    whole = answers.select(asked(packaged))
    none = answers.select(asked(packaged, query={"page[offset]": 5}))

    assert whole.body != none.body
    assert answers.select(asked(packaged)) == whole


@cases(
    "headers, query, expected",
    {
        "parameters": ((), {"page[offset]": 5}, 1),
        "dynamic": ((("Prefer", "dynamic"),), {}, 1),
        "dynamic-with-parameters": ((("Prefer", "dynamic"),), {"page[offset]": 5}, 1),
        "known": ((), {}, 0),
    },
)
def test_documented_answer_is_chosen_once(answers, packaged, monkeypatch, headers, query, expected):
    """Notes and dynamic answers use the choice and the page of the documented answer."""
    answers.select(asked(packaged))
    work = []
    for place, name in ((selection, "negotiate"), (ResponseSelector, "_page_selection")):
        monkeypatch.setattr(place, name, counted(getattr(place, name), work))
    context = asked(packaged, *headers, query=query)
    answers.select(context)

    assert (context.deferred is not None) is bool(headers)
    assert sorted(work) == sorted(["negotiate", "_page_selection"] * expected)


def counted(function, work):
    """Return a function that adds its name to `work`."""

    @functools.wraps(function)
    def call(*args):
        work.append(function.__name__)
        return function(*args)

    return call


def test_scenario_of_another_operation_names_who_has_it(answers, packaged):
    """A scenario of other operations is ignored."""
    plain = answers.select(asked(packaged))
    found = answers.select(asked(packaged, ("Prefer", "scenario=happy-import")))
    headers = dict(found.headers)

    assert (found.status, found.body) == (plain.status, plain.body)
    assert b"placewise showMembersImportStatus" in headers[b"mock-server-note"]
    assert b"preference-applied" not in headers


def test_scenario_that_no_operation_has_is_refused(answers, packaged):
    """A misspelt name is a problem, with the nearest name."""
    with pytest.raises(ToolProblem) as raised:
        answers.select(asked(packaged, ("Prefer", "scenario=250-job")))

    assert "250-jobs" in raised.value.detail


@pytest.mark.parametrize(("speed", "expected"), [(1.0, b"5"), (10.0, b"1"), (0.0, b"5")])
def test_speed_of_the_session_shortens_retry_after(packaged, speed, expected):
    """`Retry-After` is in real seconds; with a frozen clock it does not change."""
    sessions = Sessions()
    scenarios = ScenarioPlayer(packaged_library, sessions)
    target, headers = "/v3/x/members/imports/7", [("Prefer", "scenario=happy-import")]
    context = open_context(scope_of("GET", target, headers), Router(packaged).find, NOON)
    context.session = SessionContext(Session(name="s"), "", NOON, NOON, speed)
    validated(context, Parameters(path={"club": "x", "id": 7}))
    found = ResponseSelector(DocumentedResponses(packaged), scenarios).select(context)

    assert dict(found.headers)[b"retry-after"] == expected
