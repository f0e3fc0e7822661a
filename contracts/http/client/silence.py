"""Finds out whether a server has stopped answering, and after which request.

A single unanswered request may be a defect of that request alone. If a plain request, which was
answered before, is not answered either, the server has stopped; the finding names the first
unanswered request.
"""

from collections.abc import Callable, Sequence

from contracts.http.client.connection import InvalidRequest
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed, Transport
from contracts.http.messages.exchange import Exchange, Request
from openapi.contract import SAFE_METHODS

STOPPED = "the server stopped answering"

OnSilence = Callable[[str, str], bool]
"""Called with an origin and why it gets nothing more, empty to ask only; returns whether another
part of the run has found before that the origin stopped answering."""


def in_one_process(_: str, __: str) -> bool:
    """Return that no other part of the run has found anything, as there is none."""
    return False


def first_unanswered(exchanges: Sequence[Exchange]) -> Exchange | None:
    """Return the first of the unanswered exchanges at the end, or None if the last is answered."""
    first = None
    for exchange in reversed(exchanges):
        if exchange.response is not None:
            break
        first = exchange
    return first


def last_answered(exchanges: Sequence[Exchange]) -> Exchange | None:
    """Return the latest answered exchange that is safe to repeat; None if there is none.

    The latest successful GET comes first: a server that is half dead, or a gateway before it, may
    still answer other methods.
    """
    answered = [
        each
        for each in reversed(exchanges)
        if each.response is not None and each.request.method in SAFE_METHODS
    ]
    gets = (each for each in answered if each.request.method == "GET" and each.is_success)
    return next(gets, answered[0] if answered else None)


def is_gone(transport: Transport, plain: Request) -> bool:
    """Whether a plain request is not answered; it is sent even if the budget is used up.

    Where the whole of a divided run is over, it is not sent, and nothing is known.
    """
    try:
        return bool(transport.ping(plain))
    except (RequestNotAllowed, InvalidRequest, BudgetExhausted):
        return False


def stopped_at(
    exchanges: Sequence[Exchange], transport: Transport, *, is_part: bool = False
) -> int:
    """Return the number of the exchange at which a server stopped answering, or 0.

    Sends a request that was answered before, if the last exchanges were not answered. The exchanges
    are of one server, in the order in which they were sent. Where none that may be repeated was
    answered, the server has stopped only if this is a part of a run whose other parts it has
    answered (`is_part`), and was silent so often that the transport sends it nothing more.
    """
    first, plain = first_unanswered(exchanges), last_answered(exchanges)
    if first is None:
        return 0
    if plain is None:
        is_silent = is_part and bool(transport.refused_origin(first.request.origin))
    else:
        is_silent = is_gone(transport, plain.request)
    return first.number if is_silent else 0
