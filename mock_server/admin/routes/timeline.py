"""`/__admin/timeline`: a scenario over time as a picture, and the moment that a session sees."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache, partial

from mock_server.admin.calls import AdminCall, Preparation, Route, format_moment, json_response
from mock_server.admin.contract_view.example_requests import example_request
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import PreparedResponse
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.model.scenario import Scenario
from mock_server.scenarios.playing.progress import Progress, progress_of
from mock_server.sessions.sessions import DEFAULT
from openapi.json.types import JSON
from openapi.process.background_thread import BackgroundThread

MAX_PICTURES = 64  # pictures that are kept: they depend on scenario and seed only

_WORKER = BackgroundThread()


@lru_cache(maxsize=MAX_PICTURES)
def _picture(scenario: Scenario, seed: int) -> Progress:
    return progress_of(scenario, seed=seed)


async def compute_picture(call: AdminCall) -> None:
    """Compute the picture of the scenario, which may take seconds for a long list.

    Raises:
        ToolProblem: There is no such scenario, or it cannot be played.
    """
    scenario = _scenario(call)
    try:
        await _WORKER.run(partial(_picture, scenario, call.controls.seed))
    except ScenarioError as error:
        raise ToolProblem(
            422,
            ProblemId.SCENARIO_FAILED,
            f"Scenario {scenario.name!r} has no picture: {error}",
            advice="verify it with: mock-server scenarios verify FILE",
        ) from error


def show_timeline(call: AdminCall) -> PreparedResponse:
    """Respond with a scenario over time, and the moment that the session sees."""
    scenario = _scenario(call)
    picture = _picture(scenario, call.controls.seed)
    return json_response(
        {
            **_moment(call, scenario),
            "shows": scenario.description,
            "target": _target(scenario),
            "length": scenario.length / 1000,
            **asdict(picture),
        }
    )


def move_session(call: AdminCall) -> PreparedResponse:
    """Move a session's clock to a moment of its scenario run, and respond with the moment."""
    scenario = _scenario(call)
    call.controls.move_to(scenario, float(call.body["at"]), call.session or DEFAULT)
    return json_response(_moment(call, scenario))


def _moment(call: AdminCall, scenario: Scenario) -> dict[str, JSON]:
    controls, session = call.controls, call.session or DEFAULT
    began = controls.scenario_began(scenario, session)
    clock = controls.clock(session)
    now = clock.time_at(controls.ticker())
    return {
        "scenario": f"{scenario.api}/{scenario.name}",
        "operation": scenario.operation.id,
        "began": None if began is None else format_moment(began),
        "at": 0.0 if began is None else round(max(now - began, 0.0), 3),
        "time": format_moment(now),
        "speed": clock.speed or clock.resumes_at,
        "frozen": clock.speed == 0,
    }


def _scenario(call: AdminCall) -> Scenario:
    name = str({**call.query, **call.body}["scenario"])
    return call.controls.find_scenario(name)


def _target(scenario: Scenario) -> str:
    """Return path and query of a request that a browser can open; empty if there is none."""
    try:
        request = example_request(scenario.contract, scenario.operation)
    except ValueError:
        return ""
    return request.target if request.is_clickable else ""


BEFORE: Mapping[str, Preparation] = {"showTimeline": compute_picture}

ROUTES: Mapping[str, Route] = {"showTimeline": show_timeline, "moveSession": move_session}
