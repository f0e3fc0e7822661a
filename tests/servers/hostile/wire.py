"""A listening socket that writes whatever it is told to, until the client hangs up."""

import importlib
import pkgutil
import socket
import struct
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.servers import hostile
from tests.servers.hostile.catalogue import HOSTILE, Asked, Hostile, Piece, Reset

for _module in pkgutil.iter_modules(hostile.__path__, f"{hostile.__name__}."):
    if not _module.name.endswith(".wire"):  # importing a file enters its servers in the catalogue
        importlib.import_module(_module.name)

LONGEST_HEAD = 1 << 20
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A hostile server that runs.

    Attributes:
        url: Its base URL, without a slash at the end.
        asked: The request line of every request that came in, in order; grows.
        caught: The request line, or nothing, of every connection to the address that the server
            names in its answers; nobody should follow it there. Grows.
    """

    url: str
    asked: list[str] = field(default_factory=list)
    caught: list[str] = field(default_factory=list)


@contextmanager
def serve(name: str, port: int = 0) -> Iterator[Running]:
    """Serve an entry of the catalogue on loopback while the block runs; 0 takes a free port."""
    entry = HOSTILE[name]
    with _listening(port) as server, _listening(0) as trap:
        elsewhere = _url("http", trap.listener)
        running = Running(url=_url(entry.scheme, server.listener))
        server.start(lambda peer: _answer(peer, entry, running, elsewhere))
        trap.start(lambda peer: running.caught.append(_line(peer.recv(1 << 16))))
        yield running


def _url(scheme: str, listener: socket.socket) -> str:
    return f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"


class _Listener:
    """Accepts connections and gives each one a thread."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self._peers: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def start(self, answer) -> None:
        self._spawn(self._accept, answer)

    def _spawn(self, target, *arguments) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, answer) -> None:
        with suppress(OSError):
            while True:
                peer = self.listener.accept()[0]
                peer.settimeout(30)
                self._peers.append(peer)
                self._spawn(self._serve, peer, answer)

    def _serve(self, peer: socket.socket, answer) -> None:
        with suppress(OSError, ValueError), peer:
            answer(peer)

    def stop(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        for peer in self._peers:
            with suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)


@contextmanager
def _listening(port: int) -> Iterator[_Listener]:
    with socket.create_server(("127.0.0.1", port), backlog=100) as listener:
        server = _Listener(listener)
        try:
            yield server
        finally:
            server.stop()


def _answer(peer: socket.socket, entry: Hostile, running: Running, elsewhere: str) -> None:
    """Answer the requests of one connection, for as long as the entry keeps it open."""
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    rest = b""
    while True:
        while b"\r\n\r\n" not in rest and not entry.speaks_first:
            more = peer.recv(1 << 16)
            if not more or len(rest) > LONGEST_HEAD:
                return
            rest += more
        head, _, rest = rest.partition(b"\r\n\r\n")
        running.asked.append(_line(head))
        asked = _asked(head, len(running.asked), elsewhere)
        _write(peer, entry.answer(asked))
        if not entry.keeps_open:
            return


def _line(head: bytes) -> str:
    return head.partition(b"\r\n")[0].decode("latin-1")


def _asked(head: bytes, number: int, elsewhere: str) -> Asked:
    line, *fields = head.decode("latin-1").split("\r\n")
    method, _, rest = line.partition(" ")
    pairs = (each.partition(":") for each in fields)
    return Asked(
        number=number,
        method=method,
        target=rest.rpartition(" ")[0],
        headers={name.lower(): value.strip() for name, _, value in pairs},
        elsewhere=elsewhere,
    )


def _write(peer: socket.socket, pieces: Iterable[Piece]) -> None:
    for piece in pieces:
        if isinstance(piece, bytes):
            peer.sendall(piece)
        elif isinstance(piece, Reset):
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            return
        elif not _wait(peer, piece):
            return


def _wait(peer: socket.socket, seconds: float) -> bool:
    """Wait, and swallow what comes meanwhile; return whether the client is still there."""
    end = time.monotonic() + seconds
    with suppress(TimeoutError):
        while (left := end - time.monotonic()) > 0:
            peer.settimeout(left)
            if not peer.recv(1 << 16):
                return False
    peer.settimeout(30)
    return True
