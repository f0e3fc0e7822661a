"""Requests made of documented values.

For every operation: the required parameters alone (twice, so that two answers about the same
resource can be compared), every optional one beside them, each optional one alone, and every other
documented value: further examples, enum values, and the bounds of numbers. Values from `--param`
replace the documented ones.
"""

from collections.abc import Iterator, Sequence

from contracts.http.requests.building import (
    RequestValues,
    UncomposableError,
    is_json,
    value_for,
)
from contracts.http.requests.credentials import Credentials
from openapi.contract import Location, MediaType, Operation, Parameter
from openapi.json.types import JSON
from openapi.parameters.forms import is_form
from openapi.schema.examples import generate_example

MAX_REQUESTS = 40
"""How many of them are sent to one operation at most."""


def documented_requests(
    operation: Operation, credentials: Credentials
) -> Iterator[tuple[str, RequestValues]]:
    """Yield the values to send, each with a note that describes the case."""
    sendable = [p for p in operation.parameters if p.is_required or _has_value(p, credentials)]
    required = {_key(p): value_for(p, credentials) for p in sendable if p.is_required}
    optional = {_key(p): value_for(p, credentials) for p in sendable if not p.is_required}
    body, media_type = _body(operation)

    def values(more: dict[tuple[Location, str], object]) -> RequestValues:
        return RequestValues(given={**required, **more}, body=body, media_type=media_type)

    yield "required parameters only", values({})
    yield "the same again", values({})
    if optional:
        yield "every documented parameter", values(optional)
    if len(optional) > 1:
        for key, value in optional.items():
            yield f"with {key[1]}", values({key: value})
    for parameter in sendable:
        if _key(parameter) in credentials.parameters:
            continue
        known = credentials.known.get(parameter.name)
        for other in known[1:] if known else _other_values(parameter):
            yield f"{parameter.name}={other}", values({_key(parameter): other})


def _other_values(parameter: Parameter) -> Iterator[JSON]:
    """Yield the documented values of a parameter other than its first example."""
    definition = parameter.schema.definition
    values = [*parameter.examples[1:], *definition.get("enum", ())]
    if parameter.location is not Location.PATH:
        # A resource whose id is the bound of a path parameter hardly exists.
        bounds = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
        values += [
            definition[bound]
            for bound, exclusive in bounds
            if bound in definition and not definition.get(exclusive)
        ]
    seen = list(parameter.examples[:1])
    for value in values:
        if value not in seen:
            seen.append(value)
            yield value


def _key(parameter: Parameter) -> tuple[Location, str]:
    return parameter.location, parameter.name


def _has_value(parameter: Parameter, credentials: Credentials) -> bool:
    has_live = _key(parameter) in credentials.parameters or parameter.name in credentials.known
    return parameter.example is not None or has_live


def _body(operation: Operation) -> tuple[JSON, str]:
    """Return a documented body and its media type; without one, a body that the schema allows.

    Raises:
        UncomposableError: A body is required, and none can be generated.
    """
    body = operation.request_body
    if body is None:
        return None, ""
    for media in body.media_types:
        example = media.example()
        if example is not None:
            return example.value, _sent_name(media)
    try:
        return _generated(body.media_types)
    except ValueError as error:
        if body.is_required:
            raise UncomposableError(str(error)) from error
        return None, ""


def _generated(media_types: Sequence[MediaType]) -> tuple[JSON, str]:
    """Return a body for the first media type that can be written from a JSON value, if any can.

    Raises:
        ValueError: Its schema allows no value, or none was found.
    """
    for media in media_types:
        if media.schema is not None:
            name, value = _sent_name(media), generate_example(media.schema)
            if isinstance(value, str) or is_json(name) or is_form(name):
                return value, name
    return None, ""


def _sent_name(media: MediaType) -> str:
    """Return the media type to send: JSON in place of a range that includes it."""
    return "application/json" if media.name in {"*/*", "application/*"} else media.name
