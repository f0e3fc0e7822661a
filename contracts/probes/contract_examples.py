"""The contract's own examples as exchanges, so that the same checks can judge them.

No request is sent. Placeholders in the documentation (basis `placeholder`) are left out.
"""

from collections.abc import Iterator
from datetime import datetime

from contracts.http.messages.exchange import Exchange, Purpose, Request, Response, media_type_of
from contracts.http.requests.building import UncomposableError, build_request
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.documented import first_values
from contracts.http.requests.targets import Target
from openapi.contract import Operation
from openapi.json.parsing import dump_json
from openapi.schema.examples import DocumentedExample, documented_examples

_OF_DEFAULT = (200, 500, 400, 503, 409)
"""Statuses that a `default` may answer with; the first that nothing else documents is taken."""


def gather(target: Target, now: datetime) -> Iterator[tuple[DocumentedExample, Exchange]]:
    """Yield every documented example of an API as the answer to a documented request."""
    for number, found in enumerate(documented_examples(target.contract), start=1):
        if found.example.is_placeholder or not target.is_chosen(found.operation):
            continue
        yield (
            found,
            Exchange(
                number=number,
                request=_request(found.operation, target),
                response=Response(
                    status=_status(found.operation, found.response.status),
                    headers=(("Content-Type", _concrete(found.media_type.name)),),
                    body=_body(found.example.value, found.media_type.name),
                ),
                purpose=Purpose.EXAMPLE,
                operation=found.operation.id,
                note=found.example.name,
                at=now,
            ),
        )


def _request(operation: Operation, target: Target) -> Request:
    """Return the request of an example; one without values where none can be made."""
    try:
        values = first_values(operation, Credentials())
        return build_request(operation, values, target, Credentials())
    except UncomposableError:
        # No valid request is known; the answer can be judged without one.
        path = target.contract.path_of(operation)
        return Request(method=operation.method, origin=target.origin, target=path)


def _status(operation: Operation, documented: str) -> int:
    """Return a status that a documented text covers: 400 for `4XX`, for `default` a free one."""
    if documented.isdigit():
        return int(documented)
    if documented[:1].isdigit():
        return int(documented[0]) * 100
    covering = ((status, operation.response_for(status)) for status in _OF_DEFAULT)
    return next(
        (status for status, found in covering if found is None or found.status == documented),
        _OF_DEFAULT[0],
    )


def _concrete(media_type: str) -> str:
    """Return a media type that a range such as `*/*` covers, JSON if it does; else the name."""
    is_any = media_type_of(media_type) in {"*/*", "application/*"}
    return "application/json" if is_any else media_type.replace("/*", "/plain")


def _body(value: object, media_type: str) -> bytes:
    if isinstance(value, str) and "json" not in media_type:
        return value.encode()
    return dump_json(value)
