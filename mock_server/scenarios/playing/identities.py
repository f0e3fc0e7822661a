"""Which of a request's parameters identify the resource, and whether it exists in a scenario."""

from collections.abc import Mapping

from mock_server.scenarios.model.scenario import Scenario
from openapi.contract import Location, Operation
from openapi.json.types import JSON


def identity_of(operation: Operation, parameters: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return the parameters of a request that identify its resource.

    These are the parameters of `x-polling: identity`, or else the path parameters.
    """
    if operation.polling and operation.polling.identity:
        names = operation.polling.identity
    else:
        names = tuple(
            parameter.name
            for parameter in operation.parameters
            if parameter.location is Location.PATH
        )
    return {name: parameters[name] for name in names if name in parameters}


def is_known(scenario: Scenario, identity: Mapping[str, JSON]) -> bool:
    """Whether the resource exists in the scenario; `1` and `"1"` are the same identity."""
    return not scenario.known or any(
        all(str(identity.get(name)) == str(value) for name, value in known.items())
        for known in scenario.known
    )
