"""The bundled load generator, for machines without wrk: one process on uvloop, keep-alive.

    python -m tests.benchmarks.speed.client PORT TEMPLATE DISTINCT FIRST CONNECTIONS SECONDS

It costs about as much CPU per request as the fastest servers, so that their ratios come out closer
to 1 than they are.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from itertools import count
from typing import cast

import uvloop

from tests.benchmarks.speed.asking import COUNTER

PATIENCE = 10.0
"""Seconds for the last answers."""

_LENGTH = b"content-length:"


@dataclass(slots=True, kw_only=True)
class Work:
    """The requests of a load, and the results of all connections so far.

    Attributes:
        parts: The parts of the request around its number.
        distinct: Number of different requests; then they repeat.
        numbers: Numbers of the requests.
        until: When to stop.
        octets: Bytes read.
        refused: Answers of 400 and more.
        broken: Connections that failed.
        latencies: Seconds of each answer.
    """

    parts: list[bytes]
    distinct: int
    numbers: "count[int]"
    until: float
    octets: int = 0
    refused: int = 0
    broken: int = 0
    latencies: list[float] = field(default_factory=list)

    def next_request(self) -> bytes:
        """Return the next request."""
        if len(self.parts) == 1:
            return self.parts[0]
        return str(next(self.numbers) % self.distinct).encode("ascii").join(self.parts)


class Asker(asyncio.Protocol):
    """One connection: sends a request, reads the whole answer, and repeats."""

    def __init__(self, work: Work) -> None:
        self.is_over = asyncio.get_running_loop().create_future()
        self._work = work
        self._buffer = b""
        self._began = 0.0
        self._is_done = False
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Record a complete answer, and send the next request."""
        self._buffer += data
        head, end, body = self._buffer.partition(b"\r\n\r\n")
        if not end or len(body) < self._length(head):
            return
        work, now = self._work, time.perf_counter()
        work.octets += len(self._buffer)
        work.refused += head[9:10] >= b"4"
        work.latencies.append(now - self._began)
        self._buffer = b""
        self._is_done = now >= work.until
        if self._is_done:
            self._transport.close()
        else:
            self._ask()

    def connection_lost(self, _error: Exception | None) -> None:
        """Record whether the end was expected."""
        self._work.broken += not self._is_done
        self.is_over.set_result(None)

    @staticmethod
    def _length(head: bytes) -> int:
        _, _, rest = head.lower().partition(_LENGTH)
        return int(rest.partition(b"\r\n")[0] or 0)

    def _ask(self) -> None:
        self._began = time.perf_counter()
        self._transport.write(self._work.next_request())


async def ask(port: int, work: Work) -> None:
    """Send requests over one connection until the time is up."""
    try:
        _, asker = await asyncio.get_running_loop().create_connection(
            lambda: Asker(work), "127.0.0.1", port
        )
    except OSError:
        work.broken += 1
        return
    await asker.is_over


async def drive(
    port: int, template: str, distinct: int, first: int, connections: int, seconds: float
) -> str:
    """Drive all connections and return the result as JSON."""
    began = time.perf_counter()
    work = Work(
        parts=template.encode("ascii").split(COUNTER.encode("ascii")),
        distinct=distinct,
        numbers=count(first + 1),
        until=began + seconds,
    )
    asking = [asyncio.ensure_future(ask(port, work)) for _ in range(connections)]
    _, late = await asyncio.wait(asking, timeout=seconds + PATIENCE)
    work.broken += len(late)
    ordered = sorted(work.latencies) or [0.0]
    return json.dumps(
        {
            "requests": len(work.latencies),
            "seconds": time.perf_counter() - began,
            "octets": work.octets,
            "refused": work.refused,
            "broken": work.broken,
            "p50_ms": ordered[len(ordered) // 2] * 1e3,
            "p99_ms": ordered[len(ordered) * 99 // 100] * 1e3,
        }
    )


def main() -> None:
    """Do what the command line says."""
    port, template, *numbers = sys.argv[1:]
    sys.stdout.write(uvloop.run(drive(int(port), template, *map(int, numbers))) + "\n")


if __name__ == "__main__":
    main()
