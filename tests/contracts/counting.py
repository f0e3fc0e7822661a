"""A server that reads requests from the bytes on its sockets and counts them by itself.

It shares no parser with what it watches. By the book it ends a request where RFC 9112 (6.3) says;
carelessly it takes the bytes of any body for the next request, as some servers do with GET. Both
are lenient about everything else: line ends, spaces around names, underscores in names.
"""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the server has read.

    Attributes:
        url: Where it is, without a slash at the end.
        lines: Request line of every request, in order.
        hosts: Every value of Host.
        lock: Held while something is added.
    """

    url: str
    lines: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def methods(self) -> Mapping[str, int]:
        """How many requests there were by method."""
        with self.lock:
            names = [line.split(" ")[0] for line in self.lines]
        return {name: names.count(name) for name in names}


@contextmanager
def counting(*, is_careless: bool = False) -> Iterator[Counted]:
    """Serve on a free port of loopback while the block runs."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        counted = Counted(url=f"http://127.0.0.1:{listener.getsockname()[1]}")
        peers: list[socket.socket] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    peers.append(listener.accept()[0])
                    reader = threading.Thread(
                        target=_serve, args=(peers[-1], counted, is_careless), daemon=True
                    )
                    reader.start()

        acceptor = threading.Thread(target=accept, daemon=True)
        acceptor.start()
        try:
            yield counted
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            acceptor.join(5)
            for peer in peers:
                peer.close()


def _serve(peer: socket.socket, counted: Counted, is_careless: bool) -> None:  # noqa: FBT001
    with suppress(OSError), peer:
        stream = peer.makefile("rb")
        while line := stream.readline():
            words = line.decode("latin-1").rstrip("\r\n")
            if not words:
                continue
            headers = _headers(stream)
            if headers is None or len(words.split()) == 1:
                return  # Half a head, or a line without a target: no server takes it for one.
            with counted.lock:
                counted.lines.append(words)
                counted.hosts.update(value for name, value in headers if name == "host")
            if not is_careless:
                _read_body(stream, dict(headers))
            peer.sendall(OK + (b"" if words.startswith("HEAD ") else b"{}"))


def _headers(stream) -> list[tuple[str, str]] | None:
    """Return the fields of a head; None where it ends before its empty line."""
    found = []
    while line := stream.readline().decode("latin-1"):
        name, _, value = line.partition(":")
        if not line.strip():
            return found
        found.append((name.strip().lower().replace("_", "-"), value.strip()))
    return None


def _read_body(stream, headers: Mapping[str, str]) -> None:
    if "chunked" in headers.get("transfer-encoding", ""):
        while size := int(stream.readline().strip() or b"0", 16):
            stream.read(size)
            stream.readline()
        while stream.readline().strip():
            pass
    else:
        stream.read(int(headers.get("content-length", "0")))
