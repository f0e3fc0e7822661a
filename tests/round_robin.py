"""A proxy in front of several servers that gives each connection to the next one in turn."""

import itertools
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

_PIECE = 65536
_PATIENCE = 60.0


@contextmanager
def round_robin(addresses: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Run a proxy on a free port of the loopback, and yield its address."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        turns = itertools.cycle(addresses)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    address = next(turns)
                    threading.Thread(target=_forward, args=(client, address), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield "127.0.0.1", listener.getsockname()[1]
        # `accept` does not return when its socket is closed, but when it is shut down.
        listener.shutdown(socket.SHUT_RDWR)


def _forward(client: socket.socket, address: tuple[str, int]) -> None:
    """Copy both directions of a connection until one side ends it."""
    with client, suppress(OSError), socket.create_connection(address, _PATIENCE) as server:
        client.settimeout(_PATIENCE)
        back = threading.Thread(target=_copy, args=(server, client), daemon=True)
        back.start()
        _copy(client, server)
        back.join(_PATIENCE)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
