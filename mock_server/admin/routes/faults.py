"""`/__admin/faults`: the faults that are armed, and those that can be."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Preparation, Route, format_moment, json_response
from mock_server.faults.fault_catalogue import fault_json, setting_json, unbreakable_json
from mock_server.faults.model.activation import TRIGGER_SETTINGS, ActiveFault
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import PreparedResponse
from openapi.contract import Operation
from openapi.errors import did_you_mean
from openapi.json.types import JSON


def list_faults(call: AdminCall) -> PreparedResponse:
    """Respond with the armed faults, and the names of all if they are wanted."""
    shown: dict[str, JSON] = {"armed": _armed(call)}
    if _wants_names(call):
        shown["available"] = [*call.controls.catalogue().names()]
    return json_response(shown)


def show_catalogue(call: AdminCall) -> PreparedResponse:
    """Respond with the faults of every operation, or with the own ones of one operation."""
    catalogue, operation = call.controls.catalogue(), _operation(call)
    own = None if operation is None else catalogue.of_operation(operation)
    faults, unbreakable = (catalogue.plain, ()) if own is None else own
    return json_response(
        {
            "faults": [fault_json(fault) for fault in faults],
            "unbreakable": [unbreakable_json(rule) for rule in unbreakable],
            "settings": [setting_json(setting) for setting in TRIGGER_SETTINGS],
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
    await call.controls.faults().learn(call.body["fault"])
    await learn_names(call)


async def learn_names(call: AdminCall) -> None:
    """Compute the names of all faults, if they are wanted."""
    if _wants_names(call):
        await call.controls.faults().learn("")


def _wants_names(call: AdminCall) -> bool:
    return call.query.get("available") is not False


async def build_catalogue(call: AdminCall) -> None:
    """Compute the faults of the operation that is named."""
    operation = _operation(call)
    if operation is not None:
        await call.controls.faults().build(operation)


def _operation(call: AdminCall) -> Operation | None:
    """Return the operation that is named; None without a name."""
    api, name = call.query.get("api"), call.query.get("operation")
    if api is None and name is None:
        return None
    known = [each for contract in call.controls.contracts for each in contract.operations]
    for operation in known:
        if name == operation.id and api in (None, operation.api):
            return operation
    raise ToolProblem(
        400,
        ProblemId.INVALID_REQUEST,
        f"There is no operation {name or ''!r}"
        f"{did_you_mean(name or '', (each.id for each in known)) or '.'}",
        advice="name one with api and operation; list them with: GET /__openapi",
    )


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


BEFORE: Mapping[str, Preparation] = {
    "listFaults": learn_names,
    "showFaultCatalogue": build_catalogue,
    "armFault": learn_fault,
}

ROUTES: Mapping[str, Route] = {
    "listFaults": list_faults,
    "showFaultCatalogue": show_catalogue,
    "armFault": arm_fault,
    "disarmFaults": disarm_faults,
}
