"""Parses a request's parameters, or refuses the request with every violation."""

from mock_server.http.error_responses import validation_error_status
from mock_server.http.errors import RequestRejected
from mock_server.http.problems import ProblemId
from mock_server.http.requests import RequestHead
from openapi.contract import Operation
from openapi.parameters.serialization import Parameters, parse_parameters


def read_valid_parameters(operation: Operation, head: RequestHead) -> Parameters:
    """Return the typed parameters of a request.

    Raises:
        RequestRejected: They violate the contract; the message has every violation.
    """
    parameters = parse_parameters(
        operation, path=head.route.path_values, query=head.query, headers=head.headers
    )
    if parameters.violations:
        text = "; ".join(violation.message for violation in parameters.violations)
        message = f"{text[:1].upper()}{text[1:]}."
        raise RequestRejected(
            validation_error_status(operation), ProblemId.INVALID_REQUEST, message
        )
    return parameters
