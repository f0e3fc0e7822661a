"""`/__admin/faults`: what goes wrong on purpose."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Preparation, Route, format_moment, json_response
from mock_server.faults.model.activation import ActiveFault
from mock_server.http.responses import PreparedResponse
from openapi.json.types import JSON


def list_faults(call: AdminCall) -> PreparedResponse:
    """Answer with what is armed, and what can be."""
    controls = call.controls
    return json_response(
        {
            "armed": [armed_json(armed) for armed in controls.armed(call.session)],
            "available": list(controls.catalogue().names()),
        }
    )


def arm_fault(call: AdminCall) -> PreparedResponse:
    """Arm a fault, and answer with all."""
    call.controls.arm(call.body["fault"], call.session)
    return list_faults(call)


def disarm_faults(call: AdminCall) -> PreparedResponse:
    """Disarm one fault, or all, and answer with how many they were."""
    return json_response({"count": call.controls.disarm(call.query.get("fault"), call.session)})


async def learn_fault(call: AdminCall) -> None:
    """Work out the fault that is armed, and the names of all."""
    faults = call.controls.faults
    await faults.learn(call.body["fault"])
    await learn_names(call)


async def learn_names(call: AdminCall) -> None:
    """Work out the names of all faults."""
    await call.controls.faults.learn("")


def armed_json(armed: ActiveFault) -> dict[str, JSON]:
    """Return an armed fault as the admin API answers it."""
    return {
        "fault": armed.fault,
        "settings": dict(armed.settings),
        "remaining": armed.remaining,
        "until": None if armed.until is None else format_moment(armed.until),
    }


BEFORE: Mapping[str, Preparation] = {"listFaults": learn_names, "armFault": learn_fault}

ROUTES: Mapping[str, Route] = {
    "listFaults": list_faults,
    "armFault": arm_fault,
    "disarmFaults": disarm_faults,
}
