"""The listening sockets of several processes on one port.

On Linux each process has a socket of its own, and the kernel spreads new connections over them by a
hash of the addresses (`SO_REUSEPORT`, socket(7)). Elsewhere that option does not spread them, so
all processes accept from one socket.

The parent makes the sockets and keeps them open: connections that come while a process is started
again wait in its queue, and none is refused.
"""

import socket
import sys
from collections.abc import Sequence

from mock_server.server.uvicorn_server import BACKLOG, listen
from mock_server.settings import Settings

_SPREADS = sys.platform.startswith("linux")


def listen_for_workers(
    settings: Settings, count: int, *, spreads: bool = _SPREADS
) -> list[list[socket.socket]]:
    """Return the listening sockets of each of `count` processes, all on one port.

    Port 0 takes a free one; `spreads`: whether the kernel spreads connections over sockets of one
    port.

    Raises:
        SettingsError: The server cannot listen on the host and port.
    """
    first = listen(settings)
    if not spreads:
        return [first, *([each.dup() for each in first] for _ in range(count - 1))]
    # The first sockets were bound without the option, so that a port on which another server
    # listens is refused, even if that is a mock with several processes too.
    for listener in first:
        _share(listener)
    return [first, *([_another(each) for each in first] for _ in range(count - 1))]


def close_all(listeners: Sequence[Sequence[socket.socket]]) -> None:
    """Close the sockets of every process."""
    for own in listeners:
        for listener in own:
            listener.close()


def _share(listener: socket.socket) -> None:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)


def _another(listener: socket.socket) -> socket.socket:
    """Return another socket that listens on the address of `listener`."""
    other = socket.socket(listener.family, listener.type, listener.proto)
    other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    _share(other)
    if listener.family == socket.AF_INET6:
        only = listener.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
        other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
    other.bind(listener.getsockname())
    other.listen(BACKLOG)
    other.settimeout(0)
    return other
