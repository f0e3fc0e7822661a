"""Promises about which scenario a request gets."""

from dataclasses import replace
from pathlib import Path

import pytest

from mock_server.answers import scenario_player
from mock_server.answers.scenario_player import ScenarioPlayer
from mock_server.asgi.app import create_app
from mock_server.scenarios.errors import ScenarioError
from mock_server.settings import Settings
from openapi.errors import ContractError
from openapi.loading.document import load_contract
from tests.mock_server.asgi_client import ask
from tests.mock_server.manual_time import ManualTime

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z
IMPORT = "/v3/infinity-mall/members/imports/1"
JOBS = "/subscriptions/imports"
SLUG = ("X-Loyalty-Club-Slug", "infinity-mall")


def app_with(packaged, **choices):
    """Return the packaged APIs with some settings."""
    return create_app(packaged, replace(Settings(), **choices), ticker=ManualTime(NOON))


def jobs(app, target, *headers):
    """Return how many jobs a page shows."""
    return len(ask(app, target, *headers).json()["data"])


def test_documented_answer_is_given_unasked(packaged):
    """Without a selection, the response is the documented list of one job."""
    assert jobs(app_with(packaged), JOBS) == 1


def test_preference_precedes_the_session_which_precedes_the_server(packaged):
    """The selection of a session has precedence over that of the server."""
    app = app_with(packaged, scenarios=("no-jobs",))
    session = f"/__session/t{JOBS}"

    assert jobs(app, JOBS) == 0
    assert jobs(app, f"{session}?__scenario=26-jobs") == 25
    assert jobs(app, session) == 25
    assert jobs(app, session, ("Prefer", "scenario=1-job")) == 1


def test_default_session_forgets_what_one_request_asked_for(packaged):
    """A preference in the default session, which clients share, is not kept."""
    app = app_with(packaged)
    asked = jobs(app, f"{JOBS}?__scenario=26-jobs")

    assert (asked, jobs(app, JOBS)) == (25, 1)


def test_wanted_status_goes_before_the_scenario(packaged):
    """`Prefer: code=500` selects the documented 500, even if a scenario is played."""
    app = app_with(packaged, scenarios=("26-jobs",))

    assert ask(app, JOBS, ("Prefer", "code=500")).status == 500


def test_seed_gives_other_jobs_and_the_same_seed_the_same(packaged):
    """Two servers with the same seed return the same jobs; another seed gives others."""
    target = f"{JOBS}?__scenario=1-job"
    one, same, other = (ask(app_with(packaged, seed=s), target).body for s in (1, 1, 2))

    assert one == same
    assert one != other


def test_page_size_is_a_setting(packaged):
    """The page size of the settings replaces the default of 25."""
    assert jobs(app_with(packaged, page_size=10), f"{JOBS}?__scenario=26-jobs") == 10


def test_links_stay_in_the_session_and_repeat_no_command(packaged):
    """A link stays in the same scenario run, and does not repeat session commands."""
    target = f"/__session/t{JOBS}?__scenario=26-jobs&__clock=freeze"
    link = ask(app_with(packaged), target, ("Host", "mock.test:8080")).json()["links"]["next"]

    assert link.startswith(f"http://mock.test:8080/__session/t{JOBS}?")
    assert "__clock" not in link


@pytest.mark.parametrize("host", ['evil"><script>', "a b", "", "x" * 300])
def test_links_never_repeat_a_host_that_is_none(packaged, host):
    """A Host header that is no host is left out of the answer."""
    answer = ask(app_with(packaged), f"{JOBS}?__scenario=26-jobs", ("Host", host))

    assert answer.json()["links"]["next"].startswith(f"{JOBS}?")


def test_unknown_scenario_is_a_problem_with_the_nearest_name(packaged):
    """The problem has the operation's scenarios, and the nearest one."""
    answer = ask(app_with(packaged), f"{JOBS}?__scenario=26-job")

    assert answer.header("mock-server-problem") == "unknown-scenario"
    assert answer.json()["nearest"] == "26-jobs"
    assert "happy-import" not in answer.json()["available"]


@pytest.mark.parametrize(
    "choices", [{"scenarios": ("nope",)}, {"scenario_files": (Path("nope.yaml"),)}]
)
def test_wrong_choice_stops_the_server_at_start(packaged, choices):
    """A scenario or file that does not exist is an error at start-up."""
    with pytest.raises((ScenarioError, ContractError)):
        app_with(packaged, **choices)


UNPLAYABLE = """
scenario: counts
api: placewise
operation: OPERATION
shows: The number after the import's.
timeline:
  - at: 0s
    body: {id: {$sum: [{$parameter: PARAMETER}, 1]}}
"""


@pytest.mark.parametrize(
    ("parameter", "target", "found"),
    [
        ("loyalty_club_slug", IMPORT, '"infinity-mall"'),
        ("import_id", IMPORT.replace("/1", f"/{2**53}"), str(2**53)),
    ],
)
def test_scenario_that_cannot_count_says_so(packaged, tmp_path, parameter, target, found):
    """An error that shows only while playing is reported as an error of the scenario's file."""
    operation = next(each for each in packaged[1].operations if each.method == "GET").id
    file = tmp_path / "counts.yaml"
    text = UNPLAYABLE.replace("OPERATION", operation).replace("PARAMETER", parameter)
    file.write_text(text, encoding="utf-8")
    app = app_with(packaged, scenario_files=(file,))
    answer = ask(app, f"{target}?__scenario=counts", SLUG)

    assert answer.status == 422
    assert answer.header("mock-server-problem") == "unplayable-scenario"
    assert found in answer.json()["detail"]
    assert "integer" in answer.json()["detail"]


def test_scenario_runs_are_bounded_in_bytes_together(monkeypatch, packaged):
    """A thousand sessions that page through a changing list stay within the size limit."""
    monkeypatch.setattr(scenario_player, "MAX_RUN_BYTES", 100_000)
    weights = []
    drop = ScenarioPlayer.evict_run

    def noted(self):
        drop(self)
        weights.append(self.size)

    monkeypatch.setattr(ScenarioPlayer, "evict_run", noted)
    app = create_app(packaged, Settings())
    for number in range(30):
        ask(app, f"/__session/s{number}/subscriptions/imports?__scenario=busy-queue")

    assert weights
    assert min(weights) <= 100_000


HEADER_JOBS = """
openapi: 3.1.0
info: {title: Jobs, version: "1"}
paths:
  /job:
    get:
      operationId: job
      x-polling: {identity: [X-Job-Id], terminal: "self.state == 'done'"}
      parameters:
        - {name: X-Job-Id, in: header, required: true, schema: {type: string}, example: a}
      responses:
        "200":
          description: The job.
          content:
            application/json:
              schema: {type: object, properties: {id: {type: string}, state: {type: string}}}
              example: {id: a, state: done}
"""
ECHO = """
scenario: echo
api: jobs
operation: job
shows: The job that the header names.
timeline:
  - at: 0s
    body: {id: {$parameter: X-Job-Id}, state: done}
"""


def test_header_names_a_resource_as_a_path_does(tmp_path):
    """`x-polling: identity` may list a header: each value is a resource of its own."""
    document, scenario = tmp_path / "jobs.yaml", tmp_path / "echo.yaml"
    document.write_text(HEADER_JOBS, encoding="utf-8")
    scenario.write_text(ECHO, encoding="utf-8")
    app = app_with([load_contract(document)], scenario_files=(scenario,), scenarios=("echo",))

    assert [ask(app, "/job", ("X-Job-Id", name)).json()["id"] for name in "bc"] == ["b", "c"]
