"""`/__admin/scenarios` and `/clock`: the scenarios that a session plays, and its time."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Route, format_moment, json_response, no_content
from mock_server.admin.controls import ClockChange
from mock_server.http.responses import PreparedResponse
from mock_server.scenarios.model.scenario import Scenario
from mock_server.sessions.sessions import DEFAULT
from openapi.json.types import JSON


def show_clock(call: AdminCall) -> PreparedResponse:
    """Respond with the time and the speed of a clock."""
    clock = call.controls.clock(call.session or DEFAULT)
    return json_response(
        {
            "time": format_moment(clock.time_at(call.controls.ticker())),
            "speed": clock.speed or clock.resumes_at,
            "frozen": clock.speed == 0,
            "real": clock.is_real,
        }
    )


def change_clock(call: AdminCall) -> PreparedResponse:
    """Change a clock, and respond with its time and speed."""
    body = call.body
    change = ClockChange(
        is_real=body.get("real", False),
        time=body.get("time"),
        advance=body.get("advance"),
        speed=body.get("speed"),
        is_frozen=body.get("frozen"),
    )
    call.controls.change_clock(change, call.session or DEFAULT)
    return show_clock(call)


def list_scenarios(call: AdminCall) -> PreparedResponse:
    """Respond with every scenario, and whether the session plays it."""
    return json_response({"scenarios": _scenarios(call)})


def choose_scenario(call: AdminCall) -> PreparedResponse:
    """Select a scenario, and respond with those that the session plays now."""
    call.controls.select_scenario(call.body["scenario"], call.session or DEFAULT)
    return json_response({"scenarios": [each for each in _scenarios(call) if each["chosen"]]})


def _scenarios(call: AdminCall) -> list[dict[str, JSON]]:
    controls = call.controls
    selected = controls.selected_scenarios(call.session or DEFAULT)
    return [
        {
            "name": scenario.name,
            "api": scenario.api,
            "operation": scenario.operation.id,
            "shows": scenario.description,
            "seconds": scenario.length / 1000,
            "chosen": selected.get((scenario.api, scenario.operation.id)) == scenario.name,
            "began": _began(call, scenario),
        }
        for scenario in controls.library()
    ]


def _began(call: AdminCall, scenario: Scenario) -> str | None:
    began = call.controls.scenario_began(scenario, call.session or DEFAULT)
    return None if began is None else format_moment(began)


def forget_scenarios(call: AdminCall) -> PreparedResponse:
    """Return a session to the scenarios of the start-up."""
    call.controls.clear_scenarios(call.session or DEFAULT)
    return no_content()


def restart_scenarios(call: AdminCall) -> PreparedResponse:
    """Restart the scenarios of a session."""
    call.controls.restart(call.session or DEFAULT)
    return no_content()


ROUTES: Mapping[str, Route] = {
    "listScenarios": list_scenarios,
    "chooseScenario": choose_scenario,
    "forgetScenarios": forget_scenarios,
    "restartScenarios": restart_scenarios,
    "showClock": show_clock,
    "changeClock": change_clock,
}
