"""Finds out whether a server has stopped answering, and after which request.

A single unanswered request may be a defect of that request alone. If a plain request, which was
answered before, is not answered either, the server has stopped; the finding names the first
unanswered request.
"""

from collections.abc import Sequence

from contracts.http.client.connection import InvalidRequest
from contracts.http.client.transport import RequestNotAllowed, Transport
from contracts.http.messages.exchange import Exchange, Request
from openapi.contract import SAFE_METHODS


def first_unanswered(exchanges: Sequence[Exchange]) -> Exchange | None:
    """Return the first of the unanswered exchanges at the end, or None if the last is answered."""
    first = None
    for exchange in reversed(exchanges):
        if exchange.response is not None:
            break
        first = exchange
    return first


def last_answered(exchanges: Sequence[Exchange]) -> Exchange | None:
    """Return the latest answered exchange that is safe to repeat; None if there is none."""
    return next(
        (
            each
            for each in reversed(exchanges)
            if each.response is not None and each.request.method in SAFE_METHODS
        ),
        None,
    )


def is_gone(transport: Transport, plain: Request) -> bool:
    """Whether a plain request is not answered; it is sent even if the budget is used up."""
    try:
        return bool(transport.ping(plain))
    except (RequestNotAllowed, InvalidRequest):
        return False


def stopped_at(exchanges: Sequence[Exchange], transport: Transport) -> int:
    """Return the number of the exchange at which a server stopped answering, or 0.

    Sends a request that was answered before, if the last exchanges were not answered.
    """
    first, plain = first_unanswered(exchanges), last_answered(exchanges)
    if first is None or plain is None or not is_gone(transport, plain.request):
        return 0
    return first.number
