"""Refusals in the words of the API that is imitated.

An API says in `x-refusal` how its refusals look, or shows one in a documented example of the
status. What refuses a request for a reason fills the reason into `x-refusal`; what has no reason,
such as an injected fault, shows the documented example. Each falls back on the other, then on the
tool's own words. A request to no known path is refused as `problem+json`.
"""

from http import HTTPStatus

from mock_server.http.errors import RequestRejected
from mock_server.http.media_types import concrete_media_type, is_json
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
    worded = word_error(contract, operation, refused.status, refused.message, has_reason=True)
    return (worded or _problem(refused)).with_headers(refused.headers)


def word_error(
    contract: Contract | None,
    operation: Operation | None,
    status: int,
    message: str,
    *,
    has_reason: bool,
) -> PreparedResponse | None:
    """Return an answer with an error status in the words of the API; None where it has none.

    Args:
        contract: The API; None for a path of no API.
        operation: What was asked of it, as far as known.
        status: The error status.
        message: What `x-refusal` says of the error.
        has_reason: Whether the message is about this very request, so that the documented example
            would say less.
    """
    example = _example(status, operation)
    if contract is None or contract.refusal is None or (example is not None and not has_reason):
        return example
    return fill_error_template(contract.refusal, status, message)


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
    for media in response.media_types if response is not None else ():
        name, example = concrete_media_type(media.name), media.example()
        if example is not None and is_json(name):
            return prepare_response(status, media_type=name, body=dump_json(example.value))
    return None


def _problem(refused: RequestRejected) -> PreparedResponse:
    return Problem(id=refused.id, status=refused.status, detail=refused.message).response()
