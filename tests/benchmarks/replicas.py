"""Two replicas that share a Redis: how soon they agree, and what ten thousand sessions take.

    python -m tests.benchmarks.replicas --sessions 10000 --changes 500

Starts redis-server and `mock-server serve --store` twice, and prints:

* the time from the answer to a change at one replica until the other one answers with it;
* the time to set up many sessions through both, and the memory of a replica then;
* the time until a new replica answers, which reads them all;
* the time until a store that was killed and is empty has them all again;
* the CPU time of a poll of a replica with a store, of one without a journal, and of a mock alone.
"""

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path

from tests.acceptance.commands import MockProcess, mock_process
from tests.redis_server import REASON, REDIS, RedisServer, redis_server

CLIENTS = 8
POLLED = "/subscriptions/imports"
SCENARIO = "busy-queue"
PATIENCE = 120.0
IDLE_SECONDS = 0.03  # CPU time that a mock without requests takes in half a second, at most
POLLS_AT_ONCE = 200
PUBLISHED_SECONDS = 0.12  # after which the journal of the last polls is in the store
TARGET_MS = 50
"""How soon a change is to hold at the other replica."""


class Client:
    """A connection to a replica that is kept open."""

    def __init__(self, mock: MockProcess) -> None:
        """Connect to it with the first request."""
        self._connection = HTTPConnection(*mock.address, timeout=PATIENCE)

    def ask(self, path: str, *, method: str = "GET", body: object = None) -> bytes:
        """Return the body of an answer; any other status than 200 ends the benchmark."""
        headers = {} if body is None else {"Content-Type": "application/json"}
        content = None if body is None else json.dumps(body)
        try:
            self._connection.request(method, path, body=content, headers=headers)
            answer = self._connection.getresponse()
        except RemoteDisconnected:  # it was open for too long without a request
            self._connection.close()
            self._connection.request(method, path, body=content, headers=headers)
            answer = self._connection.getresponse()
        found = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{method} {path} was answered with {answer.status}: {found[:300]!r}")
        return found


def lateness(one: Client, other: Client, changes: int) -> list[float]:
    """Return the seconds after which each of some changes at one replica holds at the other."""
    found = []
    other.ask("/__session/late/__setup?clock=freeze")
    other.ask("/__admin/clock?session=late")  # the admin API is made for its first call
    for number in range(changes):
        body = {"session": "late", "advance": f"{number + 1}s"}
        moment = json.loads(one.ask("/__admin/clock", method="PUT", body=body))["time"]
        began = time.perf_counter()
        while json.loads(other.ask("/__admin/clock?session=late"))["time"] != moment:
            pass
        found.append(time.perf_counter() - began)
    return found


def set_up(mocks: Sequence[MockProcess], sessions: int) -> float:
    """Set up sessions through the replicas in turn; return the seconds that it took."""

    def some(worker: int) -> None:
        client = Client(mocks[worker % len(mocks)])
        for number in range(worker, sessions, CLIENTS):
            client.ask(f"/__session/bench-{number}/__setup?scenario={SCENARIO}&clock=freeze")

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(some, range(CLIENTS)))
    return time.perf_counter() - began


def count(client: Client) -> int:
    """Return how many sessions a replica has."""
    number: int = json.loads(client.ask("/__admin/health"))["sessions"]
    return number


def wait_for(condition: Callable[[], bool]) -> float:
    """Wait until a condition holds; return the seconds that it took."""
    began = time.perf_counter()
    while not condition():
        if time.perf_counter() - began > PATIENCE:
            raise SystemExit("the replicas did not agree in time")
        time.sleep(0.01)
    return time.perf_counter() - began


def refill(store: RedisServer, clients: Sequence[Client], sessions: int) -> tuple[float, float]:
    """Kill the store and start it empty.

    Returns the seconds until the replicas are healthy, and until the store has all sessions again.
    """

    def are(status: str) -> bool:
        healths = (json.loads(each.ask("/__admin/health"))["status"] for each in clients)
        return all(health == status for health in healths)

    store.kill()
    wait_for(lambda: are("degraded"))
    store.start()
    healthy = wait_for(lambda: are("ok"))
    return healthy, healthy + wait_for(lambda: int(store.command("DBSIZE")[1:]) >= sessions)


def costs(mocks: Sequence[MockProcess], polls: int) -> list[float]:
    """Return the CPU seconds that each mock takes for a poll of a scenario in a session.

    They are asked in turn, a few polls at a time, so that what else the machine does costs each the
    same.
    """
    clients = [Client(each) for each in mocks]
    for client in clients:
        client.ask(f"/__session/rate/__setup?scenario={SCENARIO}")
    taken = [0.0 for _ in mocks]
    for _ in range(0, polls, POLLS_AT_ONCE):
        for place, (mock, client) in enumerate(zip(mocks, clients, strict=True)):
            before = cpu(mock)
            for _ in range(POLLS_AT_ONCE):
                client.ask(f"/__session/rate{POLLED}")
            time.sleep(PUBLISHED_SECONDS)
            taken[place] += cpu(mock) - before
    return [each / polls for each in taken]


def cpu(mock: MockProcess) -> float:
    """Return the CPU seconds of a process so far."""
    fields = Path(f"/proc/{mock.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    user, system = fields.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def wait_until_idle(mock: MockProcess) -> None:
    """Wait until a mock has ended its start, which goes on after its first answer."""
    before = -1.0
    while (now := cpu(mock)) - before > IDLE_SECONDS:
        before = now
        time.sleep(0.5)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def memory(mock: MockProcess) -> float:
    """Return the memory of a process in MiB."""
    status = Path(f"/proc/{mock.process.pid}/status").read_text(encoding="utf-8")
    match = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(match[1]) / 1024 if match else 0.0


def measure(folder: Path, sessions: int, changes: int, polls: int) -> None:
    """Start everything, measure and print."""
    with ExitStack() as stack:
        store = stack.enter_context(redis_server(folder))
        options = ("--store", store.url)
        mocks = [stack.enter_context(mock_process(*options)) for _ in range(2)]
        alone = stack.enter_context(mock_process())
        clients = [Client(each) for each in mocks]
        unrecorded = stack.enter_context(mock_process(*options, "--no-journal"))
        for each in (*mocks, alone, unrecorded):
            wait_until_idle(each)
        late = sorted(each * 1000 for each in lateness(*clients, changes))
        say(
            f"{changes} changes hold at the other replica after: median "
            f"{statistics.median(late):.1f} ms, 99 % {late[int(len(late) * 0.99)]:.1f} ms, "
            f"most {late[-1]:.1f} ms, {sum(each > TARGET_MS for each in late)} over {TARGET_MS} ms"
        )
        shared, single, bare = costs((mocks[0], alone, unrecorded), polls)
        say(
            f"CPU time of a poll with a store: {shared * 1e6:.0f} µs, without: {single * 1e6:.0f} "
            f"µs ({shared / single:.2f}); with one, but without a journal: {bare * 1e6:.0f} µs"
        )
        took = set_up(mocks, sessions)
        wait_for(lambda: all(count(each) >= min(sessions, 10_000) for each in clients))
        say(f"{sessions} sessions are set up in {took:.1f} s ({sessions / took:.0f} a second)")
        say(f"memory of a replica: {memory(mocks[0]):.0f} MiB, of a mock: {memory(alone):.0f}")
        began = time.perf_counter()
        third = stack.enter_context(mock_process(*options))
        known = count(Client(third))
        say(f"a new replica answers after {time.perf_counter() - began:.1f} s, with {known}")
        healthy, full = refill(store, clients, sessions)
        say(f"a store that was killed is used again after {healthy:.1f} s, full after {full:.1f} s")


def main() -> None:
    """Measure what the options say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument("--polls", type=int, default=6000)
    given = parser.parse_args()
    if REDIS is None:
        raise SystemExit(REASON)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given.sessions, given.changes, given.polls)


if __name__ == "__main__":
    main()
