"""Several servers, one request: loads in turn, round by round, with checked answers."""

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from openapi.json.types import JSON
from openapi.loading.document import load_contracts
from tests.benchmarks.speed.answers import PATIENCE, PAUSE, Answer, Connection, Watcher, ask_once
from tests.benchmarks.speed.asking import Request
from tests.benchmarks.speed.figures import Measurement, WrongAnswersError
from tests.benchmarks.speed.loads import Load, put_load
from tests.benchmarks.speed.servers import (
    Running,
    bare_words,
    connexion_words,
    free_port,
    mock_words,
    nginx_words,
    prism_words,
    running,
    wiremock_words,
)

WATCHED_FROM = 2**39
ROUND_NUMBERS = 10**8
"""More requests than a round has, so that no two rounds send the same numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """A server in a contest.

    Attributes:
        name: In the results.
        kind: `mock`, `bare`, `empty`, `nginx`, `connexion`, `prism` or `wiremock`.
        options: Of our mock.
        connections: How many connections ask it at once.
        is_fresh: Whether it is started anew for every round.
    """

    name: str
    kind: str = "mock"
    options: tuple[str, ...] = ()
    connections: int = 32
    is_fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """A request and the servers that are compared.

    Attributes:
        name: By which it is asked for.
        request: What all are asked.
        status: The right status.
        contestants: Who is asked; the first is a mock, whose answer the others must give, too.
        is_documented: Whether the right body is an example of the contract.
        is_moving: Whether the right body changes with time.
        document: The packaged document with the operation, for servers that read it.
        most_seconds: The longest turn that makes sense.
    """

    name: str
    request: Request
    status: int
    contestants: tuple[Contestant, ...]
    is_documented: bool = False
    is_moving: bool = False
    document: str = "placewise.yaml"
    most_seconds: int = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The number and length of the measurements.

    Attributes:
        rounds: How often each server has its turn.
        seconds: How long a turn is.
    """

    rounds: int
    seconds: int


def hold(
    contest: Contest, pace: Pace, say: Callable[[str], None]
) -> Mapping[str, list[Measurement]]:
    """Run a contest and return the measurements of each contestant, in order of rounds."""
    seconds = min(pace.seconds, contest.most_seconds)
    measurements: dict[str, list[Measurement]] = {one.name: [] for one in contest.contestants}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        expected = right_answer(contest)
        steady = {
            one.name: stack.enter_context(start(one, contest, expected, folder))
            for one in contest.contestants
            if not one.is_fresh
        }
        for one in contest.contestants:
            if one.name in steady:
                put_load(
                    steady[one.name].port,
                    contest.request,
                    connections=one.connections,
                    seconds=1,
                    first=0,
                )
        for number in range(1, pace.rounds + 1):
            for one in contest.contestants:
                with ExitStack() as turn:
                    server = steady.get(one.name) or turn.enter_context(
                        start(one, contest, expected, folder)
                    )
                    measurement = measured(
                        contest,
                        one,
                        server,
                        expected,
                        seconds=seconds,
                        first=number * ROUND_NUMBERS,
                    )
                measurements[one.name].append(measurement)
                say(f"{contest.name} {number}/{pace.rounds} {one.name}: {measurement.rate:,.0f}/s")
    return measurements


@contextmanager
def start(one: Contestant, contest: Contest, expected: Answer, folder: Path) -> Iterator[Running]:
    """Start the server of a contestant."""
    port = free_port()
    words = {
        "mock": lambda: mock_words(port, one.options),
        "connexion": lambda: connexion_words(port),
        "bare": lambda: bare_words(port, expected, folder),
        "empty": lambda: bare_words(port, expected, folder, "empty_protocol"),
        "nginx": lambda: nginx_words(port, expected, folder),
        "prism": lambda: prism_words(port, contest.document),
        "wiremock": lambda: wiremock_words(port, expected, folder),
    }[one.kind]()
    with running(words, port, contest.request.raw(WATCHED_FROM)) as server:
        yield server


def right_answer(contest: Contest) -> Answer:
    """Return the first contestant's answer to a request that it has never seen.

    It has just been started, so that nothing can have been remembered.
    """
    first = contest.contestants[0]
    port = free_port()
    raw = contest.request.raw(WATCHED_FROM - 1)
    with running(mock_words(port, first.options), port, b"GET /__health HTTP/1.0\r\n\r\n"):
        answer = ask_once(port, raw)
    if answer.status != contest.status:
        raise WrongAnswersError(f"{contest.name}: status {answer.status}, not {contest.status}")
    if contest.is_documented and json.loads(answer.body) not in documented_bodies():
        raise WrongAnswersError(f"{contest.name}: the body is not the documented one")
    return answer


def documented_bodies() -> list[JSON]:
    """Return every example of the packaged contracts."""
    return [
        example.value
        for contract in load_contracts()
        for operation in contract.operations
        for response in operation.responses
        for media_type in response.media_types
        for example in media_type.examples
    ]


def measured(
    contest: Contest,
    one: Contestant,
    server: Running,
    expected: Answer,
    *,
    seconds: int,
    first: int,
) -> Measurement:
    """Put load on a server and check its answers.

    Args:
        contest: What is asked.
        one: Whose turn it is.
        server: Its server.
        expected: The right answer.
        seconds: How long.
        first: The number after which the requests are counted.
    """
    if contest.is_moving and one.kind == "mock":
        wait_until_moving(server, contest.request.raw())
    before = server.cpu_seconds()
    with Watcher(server.port, contest.request, WATCHED_FROM + first) as watcher:
        load = put_load(
            server.port,
            contest.request,
            connections=one.connections,
            seconds=seconds,
            first=first,
        )
    cpu = server.cpu_seconds() - before
    wrong = wrong_answers(contest, one, expected, watcher)
    return Measurement(
        requests=load.requests,
        seconds=load.seconds,
        cpu_seconds=cpu,
        p50_ms=load.p50_ms,
        p99_ms=load.p99_ms,
        wrong=tuple(
            f"{one.name}: {what}" for what in (*wrong, *wrong_counts(contest, one, load, watcher))
        ),
    )


def wait_until_moving(server: Running, raw: bytes) -> None:
    """Wait until the answer differs from the first one.

    Raises:
        WrongAnswersError: It stayed the same.
    """
    until = time.monotonic() + PATIENCE
    with Connection(server.port) as connection:
        first = connection.ask(raw).body
        while connection.ask(raw).body == first:
            if time.monotonic() > until:
                raise WrongAnswersError("the body never changed")
            time.sleep(PAUSE)


def wrong_answers(
    contest: Contest, one: Contestant, expected: Answer, watcher: Watcher
) -> list[str]:
    """Return what was wrong in the checked answers."""
    if not watcher.answers:
        return ["nothing was seen", *watcher.failures]
    if contest.is_moving and one.kind == "mock":
        bodies = [answer.body for answer in watcher.answers]
        statuses = {answer.status for answer in watcher.answers} - {contest.status}
        half = bodies[: len(bodies) // 2 + 1]
        still = ["the body stood still"] if bodies[-1] in half else []
        return [*watcher.failures, *still, *(f"status {status}" for status in sorted(statuses))]
    is_json = one.kind in {"connexion", "prism"}
    found = (answer.difference(expected, is_json=is_json) for answer in watcher.answers)
    return [*watcher.failures, *dict.fromkeys(what for what in found if what)]


def wrong_counts(contest: Contest, one: Contestant, load: Load, watcher: Watcher) -> list[str]:
    """Return what is wrong in the counts of the load: failures, statuses, bytes.

    The watcher saw how long an answer is; so many bytes each must have come, but for the answers
    that were under way at the end.
    """
    wrong = [f"{load.broken} connections or answers failed"] if load.broken else []
    refused = load.requests if contest.status >= 400 else 0
    if load.refused != refused:
        wrong.append(f"{load.refused} instead of {refused} answers with 400 or more")
    sizes = {answer.size for answer in watcher.answers}
    if len(sizes) == 1:
        size = sizes.pop()
        if abs(load.octets - load.requests * size) > one.connections * size:
            wrong.append(f"{load.octets} bytes for {load.requests} answers of {size}")
    return wrong
