"""Keeps connections open between requests.

A server may limit its connections, and one with a single thread answers only one of them at a time:
a few idle ones are enough.
"""

import threading

from contracts.http.client.connection import RequestSender

MAX_IDLE = 2  # connections to one origin that are kept open between requests


class ConnectionPool:
    """The idle connections of a run, by origin; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: dict[str, list[RequestSender]] = {}

    def take(self, origin: str) -> RequestSender | None:
        """Return an idle connection, the last that was kept; None without one."""
        with self._lock:
            idle = self._idle.get(origin)
            return idle.pop() if idle else None

    def keep(self, origin: str, connection: RequestSender) -> None:
        """Keep a connection for later requests, or close it if there are enough."""
        with self._lock:
            idle = self._idle.setdefault(origin, [])
            is_kept = len(idle) < MAX_IDLE
            if is_kept:
                idle.append(connection)
        if not is_kept:
            connection.close()

    def close(self, origin: str = "") -> None:
        """Close all idle connections, or those to one origin."""
        with self._lock:
            closed = [self._idle.pop(name, []) for name in ([origin] if origin else [*self._idle])]
        for idle in closed:
            for connection in idle:
                connection.close()
