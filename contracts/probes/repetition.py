"""The same requests once more: on connections of their own, and several at the same time.

No request depends on the connection that it comes on, nor on what others ask meanwhile. Different
requests are sent together, so that an answer that went to the wrong one can be told.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed
from contracts.http.messages.exchange import Exchange, Identity, Purpose, Request
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Operation

CONNECTIONS = 3
"""New connections, one after the other."""

TOGETHER = 4
"""Requests at the same time."""

SHORT = 1000
"""Bytes of a body that says enough; longer ones cost more and show no more."""

BURSTS = 3
"""How often they are sent together."""


def run(context: ProbeContext) -> None:
    """Repeat requests of one operation that have been answered.

    Raises:
        BudgetExhausted: A budget is used up.
        RequestNotAllowed: The run may not send one.
    """
    if not context.operation.is_safe:
        return
    requests = list(islice(_answered(context.operation, context.recorder), TOGETHER))
    note = "the same again, on a connection of its own"
    for request in requests[:1] * CONNECTIONS:
        context.send(request, Purpose.REPETITION, note, is_fresh=True)
    if not requests:
        return
    together = (requests * TOGETHER)[:TOGETHER]
    for _ in range(BURSTS):
        _burst(together, context)
        # One alone, to see whether the burst has left something behind.
        context.send(together[0], Purpose.REPETITION, "the same again, after several at once")


def _burst(requests: list[Request], context: ProbeContext) -> None:
    def send(request: Request) -> BudgetExhausted | RequestNotAllowed | None:
        try:
            context.send(request, Purpose.REPETITION, f"one of {TOGETHER} at the same time")
        except (BudgetExhausted, RequestNotAllowed) as error:
            return error
        return None

    with ThreadPoolExecutor(TOGETHER) as pool:
        errors = [error for error in pool.map(send, requests) if error]
    if errors:
        raise errors[0]


def _answered(operation: Operation, recorder: Recorder) -> Iterator[Request]:
    """Yield different requests that were answered, those with a short success first."""
    exchanges = [
        exchange
        for exchange in recorder.exchanges
        if exchange.operation == operation.id
        and exchange.asker is Identity.OWN
        and exchange.purpose in {Purpose.DOCUMENTED, Purpose.IDENTITY, Purpose.WALK}
        and exchange.response is not None
        and exchange.request.method == operation.method
    ]
    targets, bodies = set(), set()
    for exchange in sorted(exchanges, key=_rank):
        request, response = exchange.request, exchange.response
        body = response.body if response else b""
        # Answers that look alike could not be told apart if they were mixed up.
        if request.target not in targets and body not in bodies:
            targets.add(request.target)
            bodies.add(body)
            yield request


def _rank(exchange: Exchange) -> tuple[bool, bool, int, int]:
    response = exchange.response
    is_success = response is not None and response.status // 100 == 2  # noqa: PLR2004 - success
    length = len(response.body) if response else 0
    return (not is_success, length < SHORT, length // SHORT, exchange.number)
