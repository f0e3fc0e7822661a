"""Requests made of documented values.

For every operation: the required parameters alone (twice, so that two answers about the same
resource can be compared), every optional one beside them, each optional one alone, and every other
documented value: further examples, enum values, and the bounds of numbers. Values from `--param`
replace the documented ones. A body without an example is made from its schema.
"""

from collections.abc import Iterator

from contracts.http.messages.exchange import Exchange
from contracts.http.requests.bodies import NoBodyError, documented_body
from contracts.http.requests.building import RequestValues, UncomposableError, value_for
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.known_values import using
from contracts.http.requests.rows import Row
from openapi.contract import Location, Operation, Parameter
from openapi.json.types import JSON

MAX_REQUESTS = 40  # how many of them are sent to one operation at most


def documented_requests(
    operation: Operation, credentials: Credentials
) -> Iterator[tuple[str, RequestValues]]:
    """Yield the values to send, each with a note that describes the case.

    Raises:
        UncomposableError: A required parameter has no value, or a required body cannot be made.
    """
    sendable = [p for p in operation.parameters if p.is_required or _has_value(p, credentials)]
    required = {_key(p): value_for(p, credentials) for p in sendable if p.is_required}
    optional = {_key(p): value_for(p, credentials) for p in sendable if not p.is_required}
    try:
        body, media_type, is_derived = documented_body(operation)
    except NoBodyError as error:
        raise UncomposableError(str(error)) from error

    def values(more: dict[tuple[Location, str], object]) -> RequestValues:
        return RequestValues(given={**required, **more}, body=body, media_type=media_type)

    source = f", {credentials.row.description}" if credentials.row else ""
    source += ", with a body that the schema describes" if is_derived else ""
    yield f"required parameters only{source}", values({})
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


def first_values(operation: Operation, credentials: Credentials) -> RequestValues:
    """Return the values of the first documented request: the required ones alone.

    Raises:
        UncomposableError: A required parameter has no value, or a required body cannot be made.
    """
    _, values = next(documented_requests(operation, credentials))
    return values


def is_success_of(operation: Operation, exchange: Exchange) -> bool:
    """Whether an answer is a 2xx, or what the contract documents as the success."""
    success = operation.success
    is_documented = success is not None and success.status == str(exchange.status)
    return is_documented or exchange.is_success


def row_requests(
    operation: Operation, credentials: Credentials
) -> Iterator[tuple[Row, RequestValues, Credentials]]:
    """Yield the first documented request with each row that is not in use.

    Yields:
        The row, the values to send, and the credentials to send them with: a row may have its key.
    """
    for row in credentials.rows:
        if row is not credentials.row:
            chosen = using(credentials, row)
            yield row, first_values(operation, chosen), chosen


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
