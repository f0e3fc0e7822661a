"""Parses a request's parameters, or refuses the request with every violation."""

from mock_server.http.preferences import QUERY_PREFIX
from mock_server.http.problems import ProblemId, Reason, RequestRejected
from mock_server.http.requests import RequestHead
from openapi.contract import Location, Operation
from openapi.parameters.deserialization import parsers_for
from openapi.parameters.serialization import Parameters, parse_grouped


def read_valid_parameters(operation: Operation, head: RequestHead) -> Parameters:
    """Return the typed parameters of a request.

    Raises:
        RequestRejected: They violate the contract; the message has every violation.
    """
    sent, query = head.begin_parsing(), head.query
    if query and parsers_for(operation).takes_any_name:
        query = _without_foreign_names(head)
    parameters = parse_grouped(
        operation,
        path=sent.route.path_values,
        query=query,
        headers=sent.lines,
        raw_query=head.raw_query.decode("latin-1") if b"%2" in head.raw_query else "",
        accepts_examples=True,
    )
    if parameters.violations:
        # Imported when it is needed: the first requests are rarely refused.
        from mock_server.http.error_responses import validation_error_status  # noqa: PLC0415

        text = "; ".join(violation.message for violation in parameters.violations)
        reasons = tuple(
            Reason(_sentence(each.message), (str(each.location), each.name))
            for each in parameters.violations
        )
        status = validation_error_status(operation)
        problem = ProblemId.INVALID_REQUEST
        raise RequestRejected(status, problem, _sentence(text), reasons=reasons)
    return head.end_parsing(parameters)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _without_foreign_names(head: RequestHead) -> tuple[tuple[str, str], ...]:
    """Return the query without preferences for the mock and API keys, which no API object has."""
    schemes = head.route.contract.security_schemes.values() if head.route.contract else ()
    keys = {scheme.parameter for scheme in schemes if scheme.location is Location.QUERY}
    return tuple(
        (name, text)
        for name, text in head.query
        if not name.startswith(QUERY_PREFIX) and name not in keys
    )
