"""Refusals in the words of the API that is imitated.

An API says in `x-refusal` how its refusals look. Where it does not, a documented example of the
status stands in, and where there is none, `problem+json` does.
"""

from http import HTTPStatus

from mock_server.http.errors import RequestRejected
from mock_server.http.media_types import is_json
from mock_server.http.problems import Problem
from mock_server.http.responses import PreparedResponse, prepare_response
from openapi.contract import Contract, ErrorTemplate, Operation
from openapi.json.parsing import dump_json
from openapi.json.pointers import replaced, resolve
from openapi.json.types import JSON


def error_response(
    refused: RequestRejected, contract: Contract | None, operation: Operation | None
) -> PreparedResponse:
    """Return the answer that says no.

    Args:
        refused: Why.
        contract: The API whose path it is; None for a path of no API.
        operation: What was asked of it, as far as known.
    """
    if contract is not None and contract.refusal is not None:
        answer = fill_error_template(contract.refusal, refused.status, refused.message)
    else:
        answer = _example(refused.status, operation) or _problem(refused)
    return answer.with_headers(refused.headers)


def fill_error_template(refusal: ErrorTemplate, status: int, message: str) -> PreparedResponse:
    """Return a refusal with its status, reason phrase and message filled in."""
    body: JSON = refusal.body
    if refusal.status:
        placeholder = resolve(body, refusal.status)
        value = str(status) if isinstance(placeholder, str) else status
        body = replaced(body, refusal.status, value)
    if refusal.title:
        body = replaced(body, refusal.title, reason_phrase(status))
    if refusal.message:
        body = replaced(body, refusal.message, message)
    return prepare_response(status, media_type=refusal.media_type, body=dump_json(body))


def reason_phrase(status: int) -> str:
    """Return the reason phrase of a status, or the status itself where HTTP has none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)


def validation_error_status(operation: Operation) -> int:
    """Return the status with which an operation refuses a request that it cannot read."""
    documents = operation.exact_response
    return 422 if documents("422") is not None and documents("400") is None else 400


def _example(status: int, operation: Operation | None) -> PreparedResponse | None:
    response = operation.response_for(status) if operation is not None else None
    media = response.media_type() if response is not None else None
    example = media.example() if media is not None else None
    if media is None or example is None or not is_json(media.name):
        return None
    return prepare_response(status, media_type=media.name, body=dump_json(example.value))


def _problem(refused: RequestRejected) -> PreparedResponse:
    return Problem(id=refused.id, status=refused.status, detail=refused.message).response()
