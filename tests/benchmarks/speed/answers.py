"""Answers of a server over a raw connection, compared with the expected one."""

import json
import socket
import threading
from dataclasses import dataclass
from itertools import count
from types import TracebackType
from typing import Self

from tests.benchmarks.speed.asking import Request

PATIENCE = 10.0
PAUSE = 0.05
"""Seconds between two looks at a server under load."""

OWN = frozenset({"date", "server", "connection", "content-length", "last-modified"})
"""Headers that belong to a server rather than to an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as it was received.

    Attributes:
        status: Its status.
        headers: Lower-case names and values, in order.
        body: Its body.
        size: Bytes in all.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    size: int

    @property
    def own_headers(self) -> tuple[tuple[str, str], ...]:
        """Return the headers that another server can send exactly."""
        return tuple(pair for pair in self.headers if pair[0] not in OWN)

    def difference(self, other: "Answer", *, is_json: bool = False) -> str:
        """Return how this differs from another; empty if it does not.

        Args:
            other: What was expected.
            is_json: Whether only the values count, however they are written.
        """
        if self.status != other.status:
            return f"status {self.status} instead of {other.status}"
        mine, wanted = self.body, other.body
        if mine == wanted or (is_json and json.loads(mine) == json.loads(wanted)):
            return ""
        return f"another body, of {len(mine)} instead of {len(wanted)} bytes"


class Connection:
    """A connection that is kept alive, for one request after the other."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._socket.close()

    def ask(self, raw: bytes) -> Answer:
        """Send a request and read the whole answer.

        Raises:
            OSError: The connection failed, or what came is no answer.
        """
        self._socket.sendall(raw)
        lines = []
        while (line := self._file.readline()) not in {b"\r\n", b""}:
            lines.append(line.decode("latin-1").rstrip("\r\n"))
        if not lines or not line:
            raise ConnectionError("the connection ended before the answer")
        split = [header.partition(":") for header in lines[1:]]
        headers = tuple((name.lower(), value.strip()) for name, _, value in split)
        length = int(dict(headers).get("content-length", 0))
        body = self._file.read(length)
        size = sum(len(text) + 2 for text in lines) + 2 + len(body)
        return Answer(status=int(lines[0].split()[1]), headers=headers, body=body, size=size)


def ask_once(port: int, raw: bytes) -> Answer:
    """Send a request over a new connection.

    Raises:
        OSError: The connection failed, or what came is no answer.
    """
    with Connection(port) as connection:
        return connection.ask(raw)


class Watcher:
    """Checks a server's answers while another process puts load on it.

    After the `with` block, `answers` has what came and `failures` what did not.
    """

    def __init__(self, port: int, request: Request, first: int) -> None:
        self.answers: list[Answer] = []
        self.failures: list[str] = []
        self._numbers = count(first)
        self._port = port
        self._request = request
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        try:
            with Connection(self._port) as connection:
                while not self._is_over.wait(PAUSE):
                    self.answers.append(connection.ask(self._request.raw(next(self._numbers))))
        except (OSError, ValueError) as error:
            self.failures.append(f"{type(error).__name__} while watching")
