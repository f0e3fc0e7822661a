"""The lower bound: a protocol on uvloop that ignores its input and writes finished bytes.

    python tests/benchmarks/speed/empty_protocol.py PORT FILE

FILE is the same as for the bare app. What this loses with more connections is lost in the kernel,
in the loop and in the caches, for any server.
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

LISTENING_SOCKETS = 16
"""libuv accepts one connection per listening socket and turn of the loop."""


class Empty(asyncio.Protocol):
    """Answers every piece of input with the same bytes."""

    __slots__ = ("_reply", "_transport")

    _transport: asyncio.Transport

    def __init__(self, reply: bytes) -> None:
        """Answer with `reply`."""
        self._reply = reply

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = transport  # type: ignore[assignment]  # it is one that can write

    def data_received(self, data: bytes) -> None:  # noqa: ARG002 - the input is ignored
        """Write the answer."""
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
        for _ in range(LISTENING_SOCKETS):
            await loop.create_server(lambda: Empty(reply), sock=listener.dup())
        await ended.wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(int(sys.argv[1]), reply_of(Path(sys.argv[2]))))
