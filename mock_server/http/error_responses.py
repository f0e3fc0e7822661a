"""Error responses in the format of the imitated API.

The format is the contract's `x-refusal`; without it, the documented example of the status; without
that, `problem+json`.
"""

from http import HTTPStatus

from mock_server.http.errors import RequestRejected
from mock_server.http.media_types import is_json
from mock_server.http.problems import Problem
from mock_server.http.responses import PreparedResponse, prepare_response
from openapi.contract import JSON, Contract, ErrorTemplate, Operation
from openapi.json.parsing import dump_json
from openapi.json.pointers import replaced, resolve


def error_response(
    rejected: RequestRejected, contract: Contract | None, operation: Operation | None
) -> PreparedResponse:
    """Return the error response to a rejected request.

    Args:
        rejected: The status and the reasons.
        contract: The API of the request's path; None for a path of no API.
        operation: The request's operation, if it is known.
    """
    if contract is not None and contract.refusal is not None:
        response = fill_error_template(contract.refusal, rejected.status, rejected.message)
    else:
        response = _example(rejected.status, operation) or _problem(rejected)
    return response.with_headers(rejected.headers)


def fill_error_template(template: ErrorTemplate, status: int, message: str) -> PreparedResponse:
    """Return an error response with status, reason phrase and message filled in."""
    body: JSON = template.body
    if template.status:
        placeholder = resolve(body, template.status)
        value = str(status) if isinstance(placeholder, str) else status
        body = replaced(body, template.status, value)
    if template.title:
        body = replaced(body, template.title, reason_phrase(status))
    if template.message:
        body = replaced(body, template.message, message)
    return prepare_response(status, media_type=template.media_type, body=dump_json(body))


def reason_phrase(status: int) -> str:
    """Return the reason phrase of a status, or the status itself if HTTP has none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)


def validation_error_status(operation: Operation) -> int:
    """Return the status for invalid requests: 422 if it is documented and 400 is not."""
    documents = operation.exact_response
    return 422 if documents("422") is not None and documents("400") is None else 400


def _example(status: int, operation: Operation | None) -> PreparedResponse | None:
    response = operation.response_for(status) if operation is not None else None
    media = response.media_type() if response is not None else None
    example = media.example() if media is not None else None
    if media is None or example is None or not is_json(media.name):
        return None
    return prepare_response(status, media_type=media.name, body=dump_json(example.value))


def _problem(rejected: RequestRejected) -> PreparedResponse:
    return Problem(id=rejected.id, status=rejected.status, detail=rejected.message).response()
