"""Sends request bodies that are invalid by the contract; a healthy server refuses all of them."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from contracts.http.messages.exchange import Purpose, Request
from contracts.http.requests.building import UncomposableError, build_request
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.documented import first_values
from contracts.http.requests.targets import Target
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.inputs.invalid_bodies import broken_texts, wrong_values
from openapi.contract import MediaType, Operation, is_json_type
from openapi.json.parsing import dump_json
from openapi.schema.examples import generate_example

MAX_WRONG_VALUES = 40  # bodies with an invalid place that are sent, per operation


def run(context: ProbeContext) -> None:
    """Send bodies that one operation should refuse."""
    for note, request in invalid_requests(context.target, context.operation, context.credentials):
        context.send(request, Purpose.PARAMETER, f"the body: {note}")


def invalid_requests(
    target: Target, operation: Operation, credentials: Credentials
) -> Iterator[tuple[str, Request]]:
    """Yield requests with invalid bodies, each with a note on what is invalid.

    Raises:
        UncomposableError: No valid request can be made, so no invalid one can be derived.
    """
    body = operation.request_body
    if body is None:
        return
    values = replace(first_values(operation, credentials), body=None, media_type="")
    base = build_request(operation, values, target, credentials)
    media = next((one for one in body.media_types if is_json_type(one.name) and one.schema), None)
    if body.is_required:
        yield "none", _carrying(base, b"", media.name if media else "")
    if media is None or media.schema is None:
        return
    valid = _valid(media)
    data = dump_json(valid)
    wrong = islice(wrong_values(valid, media.schema), MAX_WRONG_VALUES)
    for note, text in chain(broken_texts(data), wrong):
        yield note, _carrying(base, text, media.name)
    yield "with an undocumented Content-Type", _carrying(base, data, "text/plain")
    yield "without a Content-Type", _carrying(base, data, "")


def _valid(media: MediaType) -> object:
    example = media.example()
    if example is not None:
        return example.value
    try:
        return generate_example(media.schema) if media.schema else None
    except ValueError as error:
        raise UncomposableError(str(error)) from error


def _carrying(base: Request, body: bytes, media_type: str) -> Request:
    kind = (("Content-Type", media_type),) if media_type else ()
    return replace(base, headers=(*base.headers, *kind), body=body)
