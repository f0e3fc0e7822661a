"""`/__admin/faults`: the faults that are armed, and those that can be."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Preparation, Route, format_moment, json_response
from mock_server.faults.model.activation import ActiveFault
from mock_server.http.responses import PreparedResponse
from openapi.json.types import JSON


def list_faults(call: AdminCall) -> PreparedResponse:
    """Respond with the armed faults, and the names of all."""
    controls = call.controls
    return json_response(
        {
            "armed": _armed(call),
            "available": list(controls.catalogue().names()),
        }
    )


def arm_fault(call: AdminCall) -> PreparedResponse:
    """Arm a fault, and respond with the armed faults."""
    call.controls.arm(call.body["fault"], call.session)
    return json_response({"armed": _armed(call)})


def disarm_faults(call: AdminCall) -> PreparedResponse:
    """Disarm one fault, or all, and respond with their number."""
    return json_response({"count": call.controls.disarm(call.query.get("fault"), call.session)})


async def learn_fault(call: AdminCall) -> None:
    """Compute the fault that is armed, and the names of all faults."""
    await call.controls.faults.learn(call.body["fault"])
    await learn_names(call)


async def learn_names(call: AdminCall) -> None:
    """Compute the names of all faults."""
    await call.controls.faults.learn("")


def _armed(call: AdminCall) -> list[dict[str, JSON]]:
    return [armed_json(armed) for armed in call.controls.armed(call.session)]


def armed_json(armed: ActiveFault) -> dict[str, JSON]:
    """Return the JSON of an armed fault."""
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
