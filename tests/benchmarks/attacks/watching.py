"""How the mock serves a client that does nothing wrong, and what memory it takes, meanwhile."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from tests.acceptance.commands import MockProcess
from tests.benchmarks.reliability import memory_mb

_REQUEST = b"GET /subscriptions/imports HTTP/1.1\r\nHost: localhost\r\n\r\n"
_PATIENCE = 60.0
_PAUSE = 0.02


@dataclass(slots=True)
class Observed:
    """What was seen while an attack went on.

    Attributes:
        waits: Seconds that each clean request took, from sending it to the end of its answer.
        memory: The mock's resident memory in MB, as often.
        failures: Clean requests that were not answered with 200.
    """

    waits: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    failures: int = 0


def watch(mock: MockProcess, is_over: Callable[[], bool]) -> Observed:
    """Ask for something small again and again, over one connection, until it is over."""
    seen = Observed()
    connection: socket.socket | None = None
    while not is_over():
        began = time.monotonic()
        try:
            connection = connection or socket.create_connection(mock.address, timeout=_PATIENCE)
            is_answered = _ask(connection)
        except OSError:
            is_answered = False
        seen.waits.append(time.monotonic() - began)
        seen.memory.append(memory_mb(mock))
        if not is_answered:
            seen.failures += 1
            if connection is not None:
                connection.close()
            connection = None
        time.sleep(_PAUSE)
    if connection is not None:
        with suppress(OSError):
            connection.close()
    return seen


def _ask(connection: socket.socket) -> bool:
    """Send a request and read its answer; False where it is not 200."""
    connection.sendall(_REQUEST)
    received = b""
    while b"\r\n\r\n" not in received:
        if not (part := connection.recv(65536)):
            return False
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        if not (part := connection.recv(65536)):
            return False
        body += part
    return head.startswith(b"HTTP/1.1 200 ")
