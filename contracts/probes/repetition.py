"""Repeats requests on new connections, and several different ones at the same time.

An answer must depend neither on the connection nor on concurrent requests. The concurrent requests
are different, so that swapped answers can be recognised. A request that was refused between two
successes is sent again, to see whether that is the server's doing or chance.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed
from contracts.http.messages.exchange import Exchange, Identity, Purpose, Request
from contracts.observations.failures.chance import FLICKERED, FLICKERS
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Operation

CONNECTIONS = 3  # new connections, one after the other
TOGETHER = 4  # requests at the same time
ENOUGH = 1000  # bytes of a body that is long enough to show an error; longer ones cost more
_SUCCESSES, _REFUSALS = range(200, 300), range(400, 500)
BURSTS = 3  # how often the concurrent requests are sent


def run(context: ProbeContext) -> None:
    """Repeat requests of one operation that have been answered."""
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
    for request in requests:
        if _flickers(request, context.recorder):
            for _ in range(FLICKERS):
                context.send(request, Purpose.REPETITION, FLICKERED)
            break


def _flickers(request: Request, recorder: Recorder) -> bool:
    """Whether a request was refused between two successes."""
    statuses = [each.status for each in recorder.exchanges if each.request == request]
    fine = [place for place, status in enumerate(statuses) if status in _SUCCESSES]
    between = statuses[fine[0] : fine[-1]] if fine else []
    return any(status in _REFUSALS for status in between)


def _burst(requests: list[Request], context: ProbeContext) -> None:
    def send(request: Request) -> BudgetExhausted | RequestNotAllowed | None:
        try:
            # Connections that stay open would keep a server with one thread from the others.
            context.send(
                request, Purpose.REPETITION, f"one of {TOGETHER} at the same time", is_fresh=True
            )
        except (BudgetExhausted, RequestNotAllowed) as error:
            return error
        return None

    with ThreadPoolExecutor(TOGETHER) as pool:
        errors = [error for error in pool.map(send, requests) if error]
    if errors:
        raise errors[0]


def _answered(operation: Operation, recorder: Recorder) -> Iterator[Request]:
    """Yield requests with different answers; first successes of about `ENOUGH` bytes."""
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
        request, body = exchange.request, exchange.answer.body
        # Swapped answers with equal bodies could not be recognised.
        if request.target not in targets and body not in bodies:
            targets.add(request.target)
            bodies.add(body)
            yield request


def _rank(exchange: Exchange) -> tuple[bool, bool, int, int]:
    length = len(exchange.answer.body)
    return (not exchange.is_success, length < ENOUGH, length // ENOUGH, exchange.number)
