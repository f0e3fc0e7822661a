"""`/__admin/operation` and `/__admin/documents`: what documents describe, and what they lack."""

from collections.abc import Mapping
from dataclasses import asdict

from mock_server.admin.calls import AdminCall, Preparation, Route, json_response
from mock_server.admin.contract_view.documents import Derivation
from mock_server.admin.contract_view.operation_json import (
    ShownRequests,
    discrepancy_json,
    operation_json,
    shown_file,
)
from mock_server.answers.stateful.collections import known_path_values
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import PreparedResponse
from mock_server.sessions.sessions import DEFAULT
from openapi.contract import Complaint, Contract, Operation
from openapi.errors import did_you_mean
from openapi.json.types import JSON
from openapi.process.background_thread import BackgroundThread

MAX_COMPLAINTS = 500  # mistakes of one document that are listed

_WORKER = BackgroundThread()


async def show_operation(call: AdminCall) -> PreparedResponse:
    """Respond with requests to copy, and the fields with what is stated about them."""
    contract, operation = _find(call)
    controls = call.controls
    session = controls.session(call.session or DEFAULT)
    is_stateful = controls.wants_records(session)
    requests = ShownRequests(
        token=controls.shown_token,
        path_values=known_path_values(controls.resources(), operation, session.records)
        if is_stateful
        else {},
    )

    def shown() -> dict[str, JSON]:
        scenarios = controls.library().of(operation)
        return operation_json(contract, operation, scenarios, requests)

    # A schema with thousands of fields takes a quarter of a second.
    return json_response(await _WORKER.run(shown))


def list_documents(call: AdminCall) -> PreparedResponse:
    """Respond with the mistakes and gaps of each document."""
    derivations = call.controls.derivations()
    return json_response(
        {
            "documents": [
                _document_json(contract, derivations[contract.api])
                for contract in call.controls.contracts
            ]
        }
    )


async def derive(call: AdminCall) -> None:
    """Search values for the answers without an example, which may take seconds."""
    await _WORKER.run(call.controls.derivations)


def _find(call: AdminCall) -> tuple[Contract, Operation]:
    api, id_ = call.query.get("api"), call.query.get("operation")
    for contract in call.controls.contracts:
        for operation in contract.operations:
            if api in (None, contract.api) and id_ in (None, operation.id):
                return contract, operation
    names = [f"{each.api} {op.id}" for each in call.controls.contracts for op in each.operations]
    asked = f"{api or ''} {id_ or ''}".strip()
    raise ToolProblem(
        404,
        ProblemId.UNKNOWN_PATH,
        f"No API has this operation{did_you_mean(asked, names)}",
        asked_for=asked[:200],
        available=tuple(names),
        advice="list them with: GET /__openapi",
    )


def _document_json(contract: Contract, derivation: Derivation) -> dict[str, JSON]:
    return {
        "api": contract.api,
        "title": contract.title,
        "version": contract.version,
        "file": shown_file(contract.file),
        "operations": len(contract.operations),
        "mistakes": [_complaint_json(each) for each in contract.complaints[:MAX_COMPLAINTS]],
        "mistakes_total": len(contract.complaints),
        "derived": derivation.derived,
        "unchecked": derivation.unchecked,
        "underivable": [
            {**asdict(each), "file": shown_file(each.file)} for each in derivation.underivable
        ],
        "discrepancies": [discrepancy_json(contract, each) for each in contract.discrepancies],
    }


def _complaint_json(complaint: Complaint) -> dict[str, JSON]:
    return {
        "rule": complaint.rule,
        "severity": complaint.severity.value,
        "message": complaint.message,
        "file": shown_file(complaint.file),
        "line": complaint.line,
        "found": complaint.found,
        "allowed": complaint.allowed,
        "hint": complaint.hint,
    }


BEFORE: Mapping[str, Preparation] = {"listDocuments": derive}

ROUTES: Mapping[str, Route] = {"showOperation": show_operation, "listDocuments": list_documents}
