"""Finds values with which the server answers, before an operation is probed with them.

Values that do not exist on the server prove nothing: every probe would get a 404.
"""

from contextlib import suppress
from dataclasses import replace

from contracts.http.client.connection import InvalidRequest
from contracts.http.client.transport import RequestNotAllowed
from contracts.http.messages.exchange import Exchange
from contracts.http.requests.building import UncomposableError, build_request
from contracts.http.requests.documented import documented_requests
from contracts.http.requests.known_values import using
from contracts.http.requests.rows import Row
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Operation


def with_existing_row(context: ProbeContext) -> ProbeContext:
    """Return the context with the first row in use that is answered with a success.

    Without any success, and for an operation that could change something, the first row stays in
    use. The probe of the documented requests sends the other rows.

    Raises:
        BudgetExhausted: A budget is used up.
    """
    if not context.operation.is_safe:
        return context
    for row in context.credentials.rows:
        chosen = with_row(context, row)
        with suppress(UncomposableError, RequestNotAllowed, InvalidRequest):
            if is_success(_try_row(chosen, row), context.operation):
                return chosen
    return context


def is_success(exchange: Exchange, operation: Operation) -> bool:
    """Whether an answer is a 2xx, or what the contract documents as the success."""
    response, success = exchange.response, operation.success
    if response is None:
        return False
    is_documented = success is not None and success.status == str(response.status)
    return is_documented or response.status // 100 == 2  # noqa: PLR2004 - successes


def with_row(context: ProbeContext, row: Row) -> ProbeContext:
    """Return the context with one row of values in use."""
    return replace(context, credentials=using(context.credentials, row))


def _try_row(context: ProbeContext, row: Row) -> Exchange:
    operation, credentials = context.operation, context.credentials
    _, values = next(documented_requests(operation, credentials))
    return context.send_row(row, build_request(operation, values, context.target, credentials))
