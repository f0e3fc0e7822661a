"""`/__admin/scenarios`: what is played, and for whom."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Route, json_response, no_content
from mock_server.http.responses import PreparedResponse
from mock_server.sessions.sessions import DEFAULT


def list_scenarios(call: AdminCall) -> PreparedResponse:
    """Answer with every scenario, and whether the session plays it."""
    controls, session = call.controls, call.session or DEFAULT
    chosen = controls.selected_scenarios(session)
    return json_response(
        {
            "scenarios": [
                {
                    "name": scenario.name,
                    "api": scenario.api,
                    "operation": scenario.operation.id,
                    "shows": scenario.description,
                    "seconds": scenario.length / 1000,
                    "chosen": chosen.get((scenario.api, scenario.operation.id)) == scenario.name,
                }
                for scenario in controls.library()
            ]
        }
    )


def choose_scenario(call: AdminCall) -> PreparedResponse:
    """Choose a scenario, and answer with all."""
    call.controls.select_scenario(call.body["scenario"], call.session or DEFAULT)
    return list_scenarios(call)


def forget_scenarios(call: AdminCall) -> PreparedResponse:
    """Play again what the server was started with."""
    call.controls.clear_scenarios(call.session or DEFAULT)
    return no_content()


def restart_scenarios(call: AdminCall) -> PreparedResponse:
    """Let the scenarios of a session begin anew."""
    call.controls.restart(call.session or DEFAULT)
    return no_content()


ROUTES: Mapping[str, Route] = {
    "listScenarios": list_scenarios,
    "chooseScenario": choose_scenario,
    "forgetScenarios": forget_scenarios,
    "restartScenarios": restart_scenarios,
}
