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
from openapi.contract import Operation

CONNECTIONS = 3
"""New connections, one after the other."""

TOGETHER = 4
"""Requests at the same time."""

SHORT = 1000
"""Bytes of a body that says enough; longer ones cost more and show no more."""

BURSTS = 3
"""How often they are sent together."""


def gather(operation: Operation, recorder: Recorder) -> Iterator[Exchange]:
    """Repeat requests of one operation that have been answered.

    Raises:
        SpentError: A budget is used up.
        RefusedError: The run may not send it.
    """
    if not operation.is_safe:
        return
    requests = list(islice(_answered(operation, recorder), TOGETHER))
    for request in requests[:1] * CONNECTIONS:
        yield recorder.exchange(
            request,
            operation=operation.id,
            purpose=Purpose.REPETITION,
            note="the same again, on a connection of its own",
            is_fresh=True,
        )
    if not requests:
        return
    together = (requests * TOGETHER)[:TOGETHER]
    for _ in range(BURSTS):
        yield from _burst(together, operation, recorder)
        # One alone, to see whether the burst has left something behind.
        yield recorder.exchange(
            together[0],
            operation=operation.id,
            purpose=Purpose.REPETITION,
            note="the same again, after several at once",
        )


def _burst(requests: list[Request], operation: Operation, recorder: Recorder) -> Iterator[Exchange]:
    def send(request: Request) -> Exchange | BudgetExhausted | RequestNotAllowed:
        try:
            return recorder.exchange(
                request,
                operation=operation.id,
                purpose=Purpose.REPETITION,
                note=f"one of {TOGETHER} at the same time",
            )
        except (BudgetExhausted, RequestNotAllowed) as error:
            return error

    with ThreadPoolExecutor(TOGETHER) as pool:
        results = list(pool.map(send, requests))
    for result in results:
        if isinstance(result, Exception):
            raise result
        yield result


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
    is_success = response is not None and response.status // 100 == 2  # noqa: PLR2004  # success
    length = len(response.body) if response else 0
    return (not is_success, length < SHORT, length // SHORT, exchange.number)
