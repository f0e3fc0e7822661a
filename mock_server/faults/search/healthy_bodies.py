"""Valid requests and bodies from which a search starts: documented or generated.

A search tries thousands of bodies, so long lists are shortened before it, and restored afterwards:
what it finds in a page of three items is also true for a page of a hundred.
"""

from collections.abc import Iterator
from functools import lru_cache

from mock_server.http.error_responses import undocumented_error
from mock_server.http.media_types import concrete_media_type
from mock_server.http.negotiation import concrete_status
from openapi.contract import (
    Contract,
    Location,
    MediaType,
    Operation,
    Parameter,
    Response,
    is_json_type,
)
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON
from openapi.parameters.serialization import Parameters
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for

_REMEMBERED = 32  # answers whose bodies are kept; each keeps its contract

LONGEST = 6  # a list with more items is shortened
_KEPT = 3


def shorten_lists(body: JSON) -> JSON:
    """Return a body whose long lists are shortened."""
    if isinstance(body, dict):
        return {key: shorten_lists(value) for key, value in body.items()}
    if isinstance(body, list):
        return [shorten_lists(item) for item in (body if len(body) <= LONGEST else body[:_KEPT])]
    return body


def restore_lists(original: JSON, trimmed: JSON, changed: JSON) -> JSON:
    """Return `original` with the changes of its shortened copy.

    A list whose length was changed is taken from `changed`; other lists get back the items that
    were cut.
    """
    if isinstance(original, dict) and isinstance(trimmed, dict) and isinstance(changed, dict):
        return {
            key: restore_lists(original[key], trimmed[key], value)
            if key in original and key in trimmed
            else value
            for key, value in changed.items()
        }
    if isinstance(original, list) and isinstance(trimmed, list) and isinstance(changed, list):
        if len(changed) != len(trimmed):
            return changed
        short = zip(original, trimmed, changed, strict=False)
        return [*(restore_lists(o, t, c) for o, t, c in short), *original[len(trimmed) :]]
    return changed


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
        m for m in media_types if m.schema is not None and is_json_type(concrete_media_type(m.name))
    )
    return next(found, None)


@lru_cache(maxsize=_REMEMBERED)  # each rule of an operation starts from them
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
    error = undocumented_error(contract, concrete_status(operation, response), media)
    if error is not None:
        try:
            yield parse_json(error.body)
        except JsonError:
            return
    elif media.schema is not None:
        try:
            yield generate_example(media.schema)
        except ValueError:
            return
