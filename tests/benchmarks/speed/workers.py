"""Two workers against one, under the load of two clients at once."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack

from mock_server.server.workers.refusals import usable_cores
from tests.benchmarks.speed.asking import Request
from tests.benchmarks.speed.contests import Contest, Contestant, right_answer
from tests.benchmarks.speed.figures import (
    Measurement,
    Row,
    Target,
    WrongAnswersError,
    cpu_ratio,
    rate_ratio,
)
from tests.benchmarks.speed.loads import Load, put_load
from tests.benchmarks.speed.servers import Running, free_port, mock_words, running

NAME = "workers"
LEAST_RATIO = 1.7
CLIENTS = 2
CONNECTIONS = 32
NEEDED_CORES = 2 + CLIENTS
"""Each worker and each client needs one; with fewer, all have to share."""


def worker_rows(
    request: Request, rounds: int, seconds: int, say: Callable[[str], None]
) -> list[Row]:
    """Load a mock of one process and one of two workers in turn, and compare."""
    asked = Contest(
        name=NAME,
        request=request,
        status=200,
        is_documented=True,
        contestants=(Contestant(name="mock"),),
    )
    right_answer(asked)
    found: Mapping[int, list[Measurement]] = {1: [], 2: []}
    with ExitStack() as stack:
        servers = {count: stack.enter_context(_started(request, count)) for count in found}
        for number in range(1, rounds + 1):
            for count, server in servers.items():
                measurement = _loaded(server, request, seconds, number)
                found[count].append(measurement)
                say(f"{NAME} {number}/{rounds} --workers {count}: {measurement.rate:,.0f}/s")
    return [row_of(found[1], found[2], usable_cores())]


def row_of(one: Sequence[Measurement], two: Sequence[Measurement], cores: int) -> Row:
    """Return the row; without a target where there are fewer cores than programs."""
    name, what = f"{NAME}: 2/1", "--workers 2 to one process, journal on, two clients"
    target = Target(limit=LEAST_RATIO) if cores >= NEEDED_CORES else None
    try:
        figure = rate_ratio(two, one)
        cost = f"{cpu_ratio(two, one):.2f} x by CPU time"
    except WrongAnswersError as error:
        return Row(name=name, what=what, figure=None, target=target, note=str(error))
    lack = "" if target else f"; {cores} cores for {NEEDED_CORES} programs, so no target"
    return Row(name=name, what=what, figure=figure, target=target, note=f"{cost}{lack}")


def _started(request: Request, count: int) -> AbstractContextManager[Running]:
    port = free_port()
    return running(mock_words(port, ("--workers", str(count))), port, request.raw())


def _loaded(server: Running, request: Request, seconds: int, number: int) -> Measurement:
    """Put the load of all clients on a server at once."""
    before = server.cpu_seconds()

    def ask(client: int) -> Load:
        return put_load(
            server.port,
            request,
            connections=CONNECTIONS,
            seconds=seconds,
            first=(number * CLIENTS + client) * 10**8,
        )

    with ThreadPoolExecutor(CLIENTS) as pool:
        loads = [*pool.map(ask, range(CLIENTS))]
    wrong = [f"{load.broken + load.refused} answers failed" for load in loads]
    return Measurement(
        requests=sum(load.requests for load in loads),
        seconds=max(load.seconds for load in loads),
        cpu_seconds=server.cpu_seconds() - before,
        p50_ms=max(load.p50_ms for load in loads),
        p99_ms=max(load.p99_ms for load in loads),
        wrong=tuple(text for text in wrong if not text.startswith("0 ")),
    )
