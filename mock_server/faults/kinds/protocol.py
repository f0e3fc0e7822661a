"""Faults of protocol: a complete answer that is wrong as HTTP or JSON.

Each applies to the answers of every API, and leaves an answer unchanged if it cannot apply.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from mock_server.faults.model.fault import (
    AnswerChange,
    CheckId,
    Fault,
    FaultKind,
    Setting,
    Settings,
    sending,
)
from mock_server.faults.model.healthy_exchange import HealthyExchange, error_answer
from mock_server.faults.model.response_plan import ResponsePlan, unchanged
from mock_server.http.media_types import concrete_media_type
from mock_server.http.requests import MOVED
from mock_server.http.responses import PreparedResponse, prepare_response
from openapi.contract import is_json_type
from openapi.json.parsing import dump_json
from openapi.json.pointers import iter_values, replaced
from openapi.json.types import JSON, is_number
from openapi.schema.validation import validator_for

_HTML = "text/html; charset=utf-8"
_PAGE = (
    b"<!doctype html><title>Error</title><h1>Something went wrong</h1><p>Please try again later."
)
_INVALID_STATUSES = frozenset({400, 422})
_RARE_SUCCESSES = (203, 202, 201, 206)

_MARK = "\x7f mark \x7f"


def protocol_faults() -> tuple[Fault, ...]:
    """Return every fault of protocol; they are the same for every API."""
    return (
        _fault(
            "content-type-missing",
            "The answer with a body has no Content-Type.",
            lambda exchange: _with_media_type(exchange, ""),
            CheckId.MEDIA_TYPE,
        ),
        _fault(
            "content-type-wrong",
            "The Content-Type of a JSON body is HTML.",
            lambda exchange: _with_media_type(exchange, _HTML),
            CheckId.MEDIA_TYPE,
        ),
        *_json_faults(),
        _fault(
            "status-body-mismatch",
            "An answer with a success status has the body of an error.",
            _error_as_success,
            CheckId.SCHEMA,
        ),
        _fault(
            "status-undocumented",
            "The answer has a success status that the operation does not document.",
            _undocumented,
            CheckId.STATUS_DOCUMENTED,
        ),
        _fault(
            "redirect",
            "The client is redirected to a URL that does not exist.",
            lambda _: prepare_response(302, headers=((b"location", MOVED),)),
            CheckId.STATUS_DOCUMENTED,
        ),
        _fault(
            "refuse-valid",
            "A valid request is refused with 400 and the API's error body.",
            _refuse_valid,
            CheckId.VALID_ACCEPTED,
        ),
        _fault(
            "accept-invalid",
            "An invalid request gets the default success answer.",
            _accept_invalid,
            CheckId.INVALID_REFUSED,
        ),
        _status_fault(
            "server-error",
            "The answer is a server error with the API's error body.",
            lambda exchange, status: error_answer(exchange, status, "The server failed."),
            500,
        ),
        _status_fault(
            "html-error-page",
            "The answer is an HTML error page, as of a gateway.",
            lambda _, status: prepare_response(status, media_type=_HTML, body=_PAGE),
            502,
        ),
        _status_fault(
            "error-status",
            "An answer with an error status has the body of a success.",
            lambda exchange, status: (
                replace(exchange.answer, status=status) if exchange.is_success else None
            ),
            500,
        ),
    )


def _fault(id_: str, summary: str, change: AnswerChange, check: CheckId) -> Fault:
    return Fault(
        id=id_,
        kind=FaultKind.PROTOCOL,
        summary=summary,
        apply=sending(change),
        detected_by=(check,),
    )


def _status_fault(
    id_: str,
    summary: str,
    change: Callable[[HealthyExchange, int], PreparedResponse | None],
    status: int,
) -> Fault:
    def apply(exchange: HealthyExchange, settings: Settings) -> ResponsePlan | None:
        answer = change(exchange, int(settings["status"]))
        return unchanged(answer) if answer is not None else None

    return Fault(
        id=id_,
        kind=FaultKind.PROTOCOL,
        summary=summary,
        apply=apply,
        settings=(Setting("status", "the HTTP status", status, 500, 599, is_whole=True),),
        detected_by=(CheckId.SERVER_ERROR,),
    )


def _with_media_type(exchange: HealthyExchange, media_type: str) -> PreparedResponse | None:
    if exchange.media_type is None:
        return None
    return exchange.answer.unnamed().with_body(exchange.answer.body, media_type=media_type)


def _error_as_success(exchange: HealthyExchange) -> PreparedResponse | None:
    media = exchange.media_type
    if not exchange.is_success or media is None or media.schema is None:
        return None
    error = error_answer(exchange, 404, "This resource does not exist.")
    faulty = replace(exchange, answer=replace(exchange.answer, body=error.body))
    # The success schema of an API may allow its error bodies too: then there is no fault.
    if faulty.body is not None and validator_for(media.schema).is_valid(faulty.body):
        return None
    return exchange.answer.unnamed().with_body(error.body)


def _undocumented(exchange: HealthyExchange) -> PreparedResponse | None:
    operation = exchange.operation
    free = [status for status in _RARE_SUCCESSES if operation.response_for(status) is None]
    if not exchange.is_success or not free:
        return None
    return replace(exchange.answer, status=free[0])


def _refuse_valid(exchange: HealthyExchange) -> PreparedResponse | None:
    return error_answer(exchange, 400, "The request is not valid.") if exchange.is_success else None


def _accept_invalid(exchange: HealthyExchange) -> PreparedResponse | None:
    success = exchange.operation.success
    media = success.media_type() if success is not None else None
    example = media.example() if media is not None else None
    if exchange.answer.status not in _INVALID_STATUSES or success is None:
        return None
    if media is None or example is None or not is_json_type(concrete_media_type(media.name)):
        return None
    if not success.status.isdigit():
        return None
    body = dump_json(example.value)
    return prepare_response(
        int(success.status), media_type=concrete_media_type(media.name), body=body
    )


def _json_faults() -> Iterator[Fault]:
    """Yield the faults of JSON text, which parsers accept, refuse or read differently."""
    yield _json_fault("invalid-json", "The JSON body has a comma too many.", _comma)
    yield _json_fault("empty-body", "The body is empty.", lambda _: b"")
    yield _json_fault("duplicate-keys", "An object of the body has the same key twice.", _doubled)
    yield _json_fault("not-a-number", "A number of the body is NaN, which is not JSON.", _nan)
    yield _json_fault(
        "trailing-bytes",
        "The body has further bytes after the JSON value.",
        lambda exchange: exchange.answer.body + b"\n<!-- served by node 7 -->",
    )
    yield _json_fault(
        "byte-order-mark",
        "The body begins with a byte order mark.",
        lambda exchange: b"\xef\xbb\xbf" + exchange.answer.body,
    )
    yield _json_fault(
        "charset-wrong",
        "The body is UTF-16, as Content-Type states, but JSON must be UTF-8.",
        lambda exchange: exchange.answer.body.decode("utf-8", "replace").encode("utf-16"),
        charset="utf-16",
    )


def _json_fault(
    id_: str, summary: str, text: Callable[[HealthyExchange], bytes | None], *, charset: str = ""
) -> Fault:
    def change(exchange: HealthyExchange) -> PreparedResponse | None:
        is_json_body = exchange.media_type is not None and exchange.answer.body
        body = text(exchange) if is_json_body else None
        if body is None:
            return None
        label = exchange.header(b"content-type").partition(";")[0]
        media_type = f"{label}; charset={charset}" if charset else None
        return exchange.answer.unnamed().with_body(body, media_type=media_type)

    return _fault(id_, summary, change, CheckId.STRICT_JSON)


def _comma(exchange: HealthyExchange) -> bytes:
    body = exchange.answer.body.rstrip()
    return body[:-1] + b"," + body[-1:] if body[-1:] in (b"}", b"]") else body + b","


def _doubled(exchange: HealthyExchange) -> bytes | None:
    for pointer, value in iter_values(exchange.body):
        if isinstance(value, dict) and value:
            members = [dump_json({key: child})[1:-1] for key, child in value.items()]
            return _replaced(exchange.body, pointer, b"{%s}" % b",".join([members[0], *members]))
    return None


def _nan(exchange: HealthyExchange) -> bytes | None:
    for pointer, value in iter_values(exchange.body):
        if is_number(value):
            return _replaced(exchange.body, pointer, b"NaN")
    return None


def _replaced(body: JSON, pointer: str, text: bytes) -> bytes:
    """Return the JSON text of `body` with `text` as the value at `pointer`."""
    return dump_json(replaced(body, pointer, _MARK)).replace(dump_json(_MARK), text, 1)
