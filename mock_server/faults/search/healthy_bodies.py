"""Valid requests and bodies from which a search starts: documented or generated."""

from collections.abc import Iterator

from mock_server.http.error_responses import fill_error_template, reason_phrase
from mock_server.http.media_types import concrete_media_type, is_json
from mock_server.http.negotiation import concrete_status
from openapi.contract import Contract, Location, MediaType, Operation, Parameter, Response
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON
from openapi.parameters.serialization import Parameters
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for

_ERRORS = 400


def example_parameters(operation: Operation, *, query: dict[str, JSON] | None = None) -> Parameters:
    """Return the parameters of a valid request.

    `query` has optional parameters to add; the required ones are always included.
    """
    values: dict[Location, dict[str, JSON]] = {location: {} for location in Location}
    for parameter in operation.parameters:
        is_query = parameter.location is Location.QUERY
        if not is_query or parameter.is_required:
            name = parameter.name
            fold = name.lower() if parameter.location is Location.HEADER else name
            values[parameter.location][fold] = example_value(parameter)
    return Parameters(
        path=values[Location.PATH],
        query={**values[Location.QUERY], **(query or {})},
        header=values[Location.HEADER],
        cookie=values[Location.COOKIE],
    )


def example_value(parameter: Parameter) -> JSON:
    """Return a valid value of a parameter, documented or generated; None if neither exists."""
    if parameter.example is not None:
        return parameter.example
    try:
        return generate_example(parameter.schema)
    except ValueError:
        return None


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
