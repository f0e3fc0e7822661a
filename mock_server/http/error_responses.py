"""Error responses in the format of the imitated API.

The format is the contract's `x-refusal`, or else the documented response of the status, whose body
is its example or made from its schema; each falls back on the other, then on `problem+json`. If
there is a reason, `x-refusal` has precedence, since it can contain the reason; without one, as for
an injected fault, the documented response has. A body that cannot contain the reason has it in a
header, `Mock-Server-Note`.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus

from mock_server.http.bodies.error_shapes import like_other_errors, with_own_status, with_reason
from mock_server.http.bodies.shown_examples import shown_example
from mock_server.http.bodies.writing import Body, write_example, write_value
from mock_server.http.documented_headers import documented_headers
from mock_server.http.media_types import concrete_media_type
from mock_server.http.problems import ProblemId, Reason, RequestRejected, ToolProblem
from mock_server.http.responses import (
    NOTE,
    REFUSED,
    PreparedResponse,
    header_bytes,
    prepare_response,
)
from openapi.contract import Contract, ErrorTemplate, MediaType, Operation, is_json_type
from openapi.json.parsing import dump_json
from openapi.json.pointers import replaced, resolve
from openapi.json.types import JSON
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for

_MAX_NOTE = 500

_OF_RECORDS = frozenset({ProblemId.UNKNOWN_RECORD, ProblemId.RECORD_CONFLICT})


def error_response(
    rejected: RequestRejected,
    contract: Contract | None,
    operation: Operation | None,
    *,
    example: str = "",
) -> PreparedResponse:
    """Return the error response to a rejected request.

    `example` is the name of the documented example that the client has chosen, if any.
    """
    response = _documented(rejected.status, operation, example) if example else None
    response = response or api_error_response(
        contract,
        operation,
        rejected.status,
        rejected.message,
        has_reason=True,
        reasons=rejected.reasons,
    )
    found = operation.response_for(rejected.status) if operation is not None else None
    own = {name for name, _ in rejected.headers}
    documented = documented_headers(found) if response is not None and found is not None else ()
    added = [pair for pair in documented if pair[0] not in own]
    response = response or _undocumented(rejected, contract, operation)
    response = response or ToolProblem(rejected.status, rejected.id, rejected.message).response()
    said = [each.message for each in rejected.reasons]
    if not (_says(response, [rejected.message]) or (said and _says(response, said))):
        added.append((NOTE, header_bytes(f"{REFUSED}{rejected.message}"[:_MAX_NOTE])))
    return response.with_headers((*rejected.headers, *added))


def _says(response: PreparedResponse, messages: Sequence[str]) -> bool:
    texts = (json.dumps(each, ensure_ascii=False)[1:-1].encode() for each in messages)
    return all(text in response.body for text in texts)


def api_error_response(  # noqa: PLR0913 - what is answered, and why
    contract: Contract | None,
    operation: Operation | None,
    status: int,
    message: str,
    *,
    has_reason: bool,
    reasons: Sequence[Reason] = (),
) -> PreparedResponse | None:
    """Return an error response in the format of the API; None if it has none.

    `message` is for `x-refusal`. With `has_reason` it says why this request is rejected, which the
    documented example would not show; `reasons` are its parts, with where in the request they are.
    """
    example = _documented(status, operation)
    if contract is None or contract.refusal is None:
        return example or _derived(status, operation, message if has_reason else "", reasons)
    if example is not None and not has_reason:
        return example
    return fill_error_template(contract.refusal, status, message)


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


def undocumented_error(
    contract: Contract, status: int, media: MediaType
) -> PreparedResponse | None:
    """Return the error response of an API's format for a status without an example.

    None if the status is no error, or the format has another media type.
    """
    template = contract.refusal
    if status < HTTPStatus.BAD_REQUEST or template is None or template.media_type != media.name:
        return None
    return fill_error_template(template, status, f"{reason_phrase(status)}.")


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


def _documented(
    status: int, operation: Operation | None, example: str = ""
) -> PreparedResponse | None:
    """Return the documented example of a status: the named one, or the default."""
    for media in _representations(status, operation):
        found = media.example(example)
        if found is not None:
            value = found.value if example else shown_example(media, found.name).value
            return _prepared(status, write_example(media, value))
    return None


def _derived(
    status: int, operation: Operation | None, reason: str, reasons: Sequence[Reason]
) -> PreparedResponse | None:
    """Return what the schema of a status describes, if anything, with the reason if it fits."""
    for media in _representations(status, operation):
        if media.schema is not None:
            with suppress(ValueError):
                value = generate_example(media.schema, fills_maps=True)
                is_valid = validator_for(media.schema).is_valid
                value = with_own_status(value, status, is_valid)
                if reason:
                    value = with_reason(value, reason, is_valid, reasons)
                return None if value is None else _prepared(status, write_value(media, value))
    return None


def _undocumented(
    rejected: RequestRejected, contract: Contract | None, operation: Operation | None
) -> PreparedResponse | None:
    """Return an error about records, which the API itself sends, whatever its document says.

    It has no body if its status is documented without one; else it is like the other errors.
    """
    if rejected.id not in _OF_RECORDS or contract is None or operation is None:
        return None
    found = operation.response_for(rejected.status)
    if found is not None:
        return None if found.media_types else prepare_response(rejected.status)
    others = (each for each in contract.operations if each is not operation)
    shape = like_other_errors(operation, others, rejected.status, rejected.message)
    return _prepared(rejected.status, write_value(*shape)) if shape is not None else None


def _representations(status: int, operation: Operation | None) -> list[MediaType]:
    """Return the documented media types of a status, JSON first: most clients read that."""
    response = operation.response_for(status) if operation is not None else None
    offered = response.media_types if response is not None else ()
    return sorted(offered, key=lambda media: not is_json_type(concrete_media_type(media.name)))


def _prepared(status: int, body: Body) -> PreparedResponse:
    return prepare_response(status, media_type=body.media_type, body=body.content)
