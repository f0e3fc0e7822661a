"""Counts the requests that hostile documents and witnesses make the checker send, at a server.

    make only-reading REQUESTS=100000

runs until the server has counted that many requests, and prints their methods. The server reads
the bytes of its sockets itself (`tests.contracts.counting`). The generated values are those of
`tests.properties.test_only_reading`: parts of requests that try to hide another request.
"""

import argparse
import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from contracts.errors import ContractsError
from contracts.fuzz.campaign import run_fuzz
from contracts.fuzz.fuzz_run import FuzzCallbacks
from contracts.fuzz.schemathesis.engine import fuzz
from contracts.http.client.connection import InvalidRequest, NoResponse
from contracts.http.client.transport import BudgetExhausted, Limits, RequestNotAllowed, Transport
from contracts.http.clock import SystemClock
from contracts.http.interruption import Interruption
from contracts.http.messages.exchange import Request
from contracts.run.check import check
from contracts.run.replay import ReplaySettings, replay
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.profiles import PROFILES
from contracts.witnesses.witness import read_witness
from openapi.errors import ContractError
from tests.contracts.counting import SAFE, Counted, counting
from tests.contracts.shop import SPEC
from tests.properties.test_only_reading import (
    BODIES,
    METHODS,
    NAMES,
    TARGETS,
    TEXTS,
    document,
    witness,
)

HEADERS = st.lists(st.tuples(NAMES, TEXTS), max_size=3)
PATHS = st.sampled_from(["/p", "//evil.example", "/p q", "/p#f", "/p\r\nX: y", "/@x"])
FUZZ_SECONDS = 2.0


def several(count: int, number: int) -> Callable[[Callable], Callable]:
    """Return a decorator that runs a function `count` times, with arguments of seed `number`."""

    def decorate(function: Callable) -> Callable:
        wanted = settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=[*HealthCheck],
        )
        return seed(number)(wanted(function))

    return decorate


def send(counted: Counted, number: int) -> None:
    """Send requests of odd pieces through the transport."""

    @several(150, number)
    @given(method=METHODS, target=TARGETS, headers=HEADERS, body=BODIES)
    def one(method, target, headers, body) -> None:
        limits = Limits(origins=frozenset({counted.url}), timeout_seconds=5, max_unanswered=99)
        transport = Transport(limits, SystemClock())
        with suppress(RequestNotAllowed, InvalidRequest, NoResponse):
            transport.send(
                Request(
                    method=method,
                    origin=counted.url,
                    target=target,
                    headers=tuple(headers),
                    body=body.encode(),
                )
            )
        transport.close()

    one()


def replay_witnesses(counted: Counted, number: int) -> None:
    """Replay witnesses of odd pieces."""

    @several(30, number)
    @given(method=METHODS, target=TARGETS, headers=HEADERS, body=BODIES)
    def one(method, target, headers, body) -> None:
        asked = {"method": method, "target": target, "headers": headers, "body": body}
        with TemporaryDirectory() as folder:
            file = Path(folder) / "witness.json"
            file.write_text(json.dumps(witness(counted.url, asked)))
            with suppress(ContractsError, BudgetExhausted):
                replay(ReplaySettings(witness=read_witness(file), specs=(SPEC,)), SystemClock())

    one()


def check_documents(counted: Counted, number: int) -> None:
    """Check and fuzz by documents that ask for odd pieces, with generated requests."""
    profile = PROFILES[("smoke", "ci")[number % 2]]

    @several(8, number)
    @given(header=NAMES, text=TEXTS, body=BODIES, path=PATHS)
    def one(header, text, body, path) -> None:
        with TemporaryDirectory() as folder, suppress(ContractsError, ContractError):
            spec = Path(folder) / "hostile.json"
            spec.write_text(json.dumps(document(header, text, body, path)))
            served = {"targets": (counted.url,), "specs": (spec,)}
            check(
                CheckSettings(**served, profile=profile),
                SystemClock(),
                fuzz if profile.max_examples else None,
            )
            if not number % 4:
                run_fuzz(
                    FuzzSettings(
                        **served,
                        seconds=FUZZ_SECONDS,
                        corpus=Path(folder) / "corpus",
                        witnesses=Path(folder) / "witnesses",
                    ),
                    SystemClock(),
                    FuzzCallbacks(),
                    Interruption(),
                )

    one()


def main() -> int:
    """Send until the server has counted enough; return 1 if a request could change a resource."""
    parser = argparse.ArgumentParser(prog="only_reading", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0, help="seed of the generated values")
    given_words = parser.parse_args()
    start = time.monotonic()
    with counting() as counted, suppress(KeyboardInterrupt):  # The counts up to then are printed.
        for number in itertools.count(given_words.seed * 1_000_000):
            for step in (send, replay_witnesses, check_documents):
                step(counted, number)
            sys.stderr.write(f"\r{len(counted.lines)} requests")
            if len(counted.lines) >= given_words.requests:
                break
    methods = Counter(line.partition(" ")[0] for line in counted.lines)
    unsafe = sum(count for method, count in methods.items() if method not in SAFE)
    foreign = counted.hosts - {counted.url.removeprefix("http://")}
    by_method = ", ".join(f"{count:,} {method}" for method, count in methods.most_common())
    sys.stdout.write(
        f"{len(counted.lines):,} requests counted by the server: {by_method}\n"
        f"{unsafe} with a method that could change something, {len(foreign)} for another host\n"
        f"in {time.monotonic() - start:.0f} s\n"
    )
    return int(bool(unsafe or foreign))


if __name__ == "__main__":
    sys.exit(main())
