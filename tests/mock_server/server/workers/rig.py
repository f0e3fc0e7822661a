"""Workers in one process, for tests: their connections to a parent's hub, without forks."""

import asyncio
import socket
from contextlib import asynccontextmanager

from mock_server.server.workers.link import ParentLink
from mock_server.server.workers.parent.connection import WorkerConnection
from mock_server.server.workers.parent.hub import WorkersHub


class Parent:
    """A hub, and the parent's ends of the connections."""

    def __init__(self, **options):
        self.now = 0.0
        self.hub = WorkersHub(ticker=lambda: self.now, **options)
        self.connections = {}
        self.lost = []

    async def join(self, number):
        """Return the link of a worker that is started."""
        ours, theirs = socket.socketpair()
        connection = self.connections[number] = WorkerConnection(ours)
        self.hub.joined(number, connection)
        asyncio.get_running_loop().add_reader(ours.fileno(), self._pump, number, connection)
        link = ParentLink(theirs, lambda: self.lost.append(number))
        await link.connect()
        return link

    def leave(self, number):
        """End a worker."""
        connection = self.connections.pop(number)
        asyncio.get_running_loop().remove_reader(connection.fileno())
        connection.close()
        self.hub.left(number)

    def _pump(self, number, connection):
        for kind, payload in connection.receive():
            self.hub.received(number, kind, payload)
        self._flush()

    def _flush(self):
        """Send what waits, again and again until it is taken."""
        waiting = [each for each in self.connections.values() if each.has_waiting]
        for connection in waiting:
            connection.flush()
        if waiting:
            asyncio.get_running_loop().call_later(0.001, self._flush)


@asynccontextmanager
async def joined(count, **options):
    """Yield a parent, and the links of some workers."""
    parent = Parent(**options)
    links = [await parent.join(number) for number in range(1, count + 1)]
    try:
        yield parent, *links
    finally:
        for number in [*parent.connections]:
            parent.leave(number)
        await asyncio.sleep(0.01)
