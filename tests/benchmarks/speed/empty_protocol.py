"""The floor: a protocol on uvloop that reads nothing and writes finished bytes for every piece.

    python tests/benchmarks/speed/empty_protocol.py PORT FILE

FILE is the same as for the bare app. What this loses with more connections is lost in the kernel,
in the loop and in the caches, whatever the server does.
"""

import asyncio
import json
import signal
import socket
import sys
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path

import uvloop

DOORS = 16
"""Listening sockets: libuv lets in one connection by each, per turn of the loop."""


class Empty(asyncio.Protocol):
    """Says the same to everything."""

    __slots__ = ("_reply", "_transport")

    _transport: asyncio.Transport

    def __init__(self, reply: bytes) -> None:
        """Say `reply`."""
        self._reply = reply

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note where to."""
        self._transport = transport  # type: ignore[assignment]  # it is one that can write

    def data_received(self, data: bytes) -> None:  # noqa: ARG002 - whatever it is
        """Say it."""
        self._transport.write(self._reply)


def reply_of(file: Path) -> bytes:
    """Return the bytes of the answer that a file describes."""
    answer = json.loads(file.read_text(encoding="utf-8"))
    pairs = [*answer["headers"], ("date", formatdate(usegmt=True))]
    first = f"HTTP/1.1 {answer['status']} {HTTPStatus(answer['status']).phrase}"
    lines = [first, *(f"{name}: {value}" for name, value in pairs), "", ""]
    return "\r\n".join(lines).encode("latin-1") + answer["body"].encode("utf-8")


async def serve(port: int, reply: bytes) -> None:
    """Serve until a signal."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    with socket.create_server(("127.0.0.1", port), backlog=2048) as listener:
        for _ in range(DOORS):
            await loop.create_server(lambda: Empty(reply), sock=listener.dup())
        await ended.wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(int(sys.argv[1]), reply_of(Path(sys.argv[2]))))
