"""The body of an error that an API sends and does not document, made like those that it documents.

Frameworks send 404 for an unknown record whether or not the document says so. The shape of such a
body is taken from the API's other errors: of FastAPI, which documents `{"detail": [...]}` for 422
alone, it is `{"detail": "..."}`.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from mock_server.http.bodies.reasons import message_member, with_reason
from mock_server.http.media_types import concrete_media_type, is_json
from openapi.contract import MediaType, Operation
from openapi.json.types import JSON
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for

_MOST_TRIED = 50  # documented errors that are looked at


class ErrorShape(NamedTuple):
    """A documented media type of errors, and a value for it with a reason."""

    media: MediaType
    value: JSON


def like_other_errors(
    operation: Operation, others: Iterable[Operation], status: int, reason: str
) -> ErrorShape | None:
    """Return a body for a status that an operation does not document; None if no error has one.

    Errors of the operation itself are looked at first, and those of the same status are better.
    """
    found = [*_errors([operation]), *_errors(others)]
    found.sort(key=lambda each: each[0] != str(status))
    for _, media in found[:_MOST_TRIED]:
        value = _with_reason(media, reason)
        if value is not None:
            return ErrorShape(media, value)
    return None


def _errors(operations: Iterable[Operation]) -> Iterator[tuple[str, MediaType]]:
    """Yield the JSON bodies of documented errors with their statuses, those of clients first."""
    for operation in operations:
        for response in sorted(operation.responses, key=lambda each: each.status):
            if response.status[:1] in ("4", "5", "d"):
                for media in response.media_types:
                    if is_json(concrete_media_type(media.name)):
                        yield response.status, media


def _with_reason(media: MediaType, reason: str) -> JSON:
    """Return the error with the reason in place of its message; None if it has no message."""
    example = media.example()
    value = example.value if example is not None else None
    if value is None and media.schema is not None:
        with suppress(ValueError):
            value = generate_example(media.schema)
    member = message_member(value)
    if not isinstance(value, dict) or not member:
        return None
    if isinstance(value[member], str):
        schema = media.schema
        return with_reason(value, reason, validator_for(schema).is_valid if schema else _is_any)
    return {member: reason}


def _is_any(_value: JSON) -> bool:
    return True
