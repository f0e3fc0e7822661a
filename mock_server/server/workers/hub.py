"""What the workers have in common, in the parent."""

from mock_server.server.workers.connection import WorkerConnection
from mock_server.server.workers.frames import Kind


class WorkersHub:
    """Keeps the choices of all workers, and passes each change on."""

    def __init__(self) -> None:
        self._connections: dict[int, WorkerConnection] = {}

    def joined(self, number: int, connection: WorkerConnection) -> None:
        """Note a worker that is started."""
        self._connections[number] = connection

    def received(self, number: int, kind: Kind, payload: bytes) -> None:
        """Take a frame of a worker."""

    def left(self, number: int) -> None:
        """Note a worker that has ended."""
        self._connections.pop(number, None)
