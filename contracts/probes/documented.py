"""Sends the documented requests of one operation."""

from contracts.http.messages.exchange import Purpose
from contracts.http.requests.building import build_request
from contracts.http.requests.documented import MAX_REQUESTS, documented_requests, row_requests
from contracts.probes.inputs.context import ProbeContext


def run(context: ProbeContext) -> None:
    """Send the documented requests, then one for each row of values that was not tried yet."""
    operation, credentials = context.operation, context.credentials
    for note, values in list(documented_requests(operation, credentials))[:MAX_REQUESTS]:
        context.send(context.request(values), Purpose.DOCUMENTED, note)
    tried = {use.row for use in context.rows_used if use.operation == operation.id}
    for row, values, chosen in row_requests(operation, credentials):
        if row.label not in tried:
            context.send_row(row, build_request(operation, values, context.target, chosen))
