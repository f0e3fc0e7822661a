"""Typed parameters of valid requests, for rules that are evaluated without a real request."""

from openapi.contract import Location, Operation, Parameter
from openapi.json.types import JSON
from openapi.parameters.serialization import Parameters
from openapi.schema.examples import generate_example


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
