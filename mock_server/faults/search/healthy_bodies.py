"""Valid bodies from which a search starts: documented examples and generated bodies."""

from collections.abc import Iterator

from mock_server.http.error_responses import fill_error_template, reason_phrase
from mock_server.http.media_types import concrete_media_type, is_json
from mock_server.http.negotiation import concrete_status
from openapi.contract import Contract, MediaType, Operation, Response
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for

_ERRORS = 400


def json_media_type(response: Response | None) -> MediaType | None:
    """Return the first documented media type of an answer that is JSON and has a schema."""
    media_types = response.media_types if response is not None else ()
    found = (
        m for m in media_types if m.schema is not None and is_json(concrete_media_type(m.name))
    )
    return next(found, None)


def healthy_bodies(
    contract: Contract, operation: Operation, response: Response, media: MediaType
) -> tuple[JSON, ...]:
    """Return valid bodies of a documented answer, the default example first."""
    schema = media.schema
    if schema is None:
        return ()
    candidates = _candidates(contract, operation, response, media)
    return tuple(body for body in candidates if validator_for(schema).is_valid(body))


def _candidates(
    contract: Contract, operation: Operation, response: Response, media: MediaType
) -> Iterator[JSON]:
    default = media.example()
    ordered = sorted(media.examples, key=lambda example: example is not default)
    yield from (example.value for example in ordered if not example.is_placeholder)
    status = concrete_status(operation, response)
    refusal = contract.refusal
    if status >= _ERRORS and refusal is not None and refusal.media_type == media.name:
        try:
            yield parse_json(fill_error_template(refusal, status, f"{reason_phrase(status)}.").body)
        except JsonError:
            return
    elif media.schema is not None:
        try:
            yield generate_example(media.schema)
        except ValueError:
            return
