"""`/__admin/scenarios`: what is played, and for whom."""

from collections.abc import Mapping

from mock_server.admin.calls import Call, Route, answered, done
from mock_server.http.responses import PreparedResponse
from mock_server.sessions.sessions import DEFAULT


def list_scenarios(call: Call) -> PreparedResponse:
    """Answer with every scenario, and whether the session plays it."""
    controls, session = call.controls, call.session or DEFAULT
    chosen = controls.chosen(session)
    return answered(
        {
            "scenarios": [
                {
                    "name": scenario.name,
                    "api": scenario.api,
                    "operation": scenario.operation.id,
                    "shows": scenario.shows,
                    "seconds": scenario.length / 1000,
                    "chosen": chosen.get((scenario.api, scenario.operation.id)) == scenario.name,
                }
                for scenario in controls.library()
            ]
        }
    )


def choose_scenario(call: Call) -> PreparedResponse:
    """Choose a scenario, and answer with all."""
    call.controls.choose(call.body["scenario"], call.session or DEFAULT)
    return list_scenarios(call)


def forget_scenarios(call: Call) -> PreparedResponse:
    """Play again what the server was started with."""
    call.controls.unchoose(call.session or DEFAULT)
    return done()


def restart_scenarios(call: Call) -> PreparedResponse:
    """Let the scenarios of a session begin anew."""
    call.controls.restart(call.session or DEFAULT)
    return done()


ROUTES: Mapping[str, Route] = {
    "listScenarios": list_scenarios,
    "chooseScenario": choose_scenario,
    "forgetScenarios": forget_scenarios,
    "restartScenarios": restart_scenarios,
}
