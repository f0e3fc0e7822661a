"""Memory for long bodies: all that are read at the same time share it, and wait for each other."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mock_server.http.problems import ProblemId, RequestRejected

MAX_UNCOUNTED = 64 * 1024  # bodies up to this many bytes need no room
MORE_BYTES = 8 * 1024 * 1024  # room beside that for one body of the largest size
MAX_WAIT_SECONDS = 30.0  # how long a body waits for room; then its request is refused


class BodyMemory:
    """Room for bodies, given in the order in which it was asked for."""

    def __init__(self, max_bytes: int, *, max_wait_seconds: float = MAX_WAIT_SECONDS) -> None:
        """Begin with room for one body of `max_bytes`, and for shorter ones beside it."""
        self._free = max_bytes + MORE_BYTES
        self._max_wait_seconds = max_wait_seconds
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    @property
    def free(self) -> int:
        """Bytes that are not in use."""
        return self._free

    @asynccontextmanager
    async def room(self, size: int) -> AsyncIterator[None]:
        """Hold room for a body, as soon as there is some.

        Raises:
            RequestRejected: 503; other bodies have used all room for too long.
        """
        if size <= MAX_UNCOUNTED:
            yield
            return
        if self._waiting or size > self._free:
            await self._wait(size)
        else:
            self._free -= size
        try:
            yield
        finally:
            self._give_back(size)

    async def _wait(self, size: int) -> None:
        given = asyncio.get_running_loop().create_future()
        self._waiting.append((size, given))
        try:
            await asyncio.wait_for(asyncio.shield(given), self._max_wait_seconds)
        except BaseException as error:
            if given.done():
                self._give_back(size)
            else:
                self._waiting.remove((size, given))
                self._give_back(0)
            if isinstance(error, TimeoutError):
                raise _refusal() from error
            raise

    def _give_back(self, size: int) -> None:
        self._free += size
        while self._waiting and self._waiting[0][0] <= self._free:
            wanted, given = self._waiting.popleft()
            self._free -= wanted
            given.set_result(None)


def _refusal() -> RequestRejected:
    return RequestRejected(
        503,
        ProblemId.BUSY,
        "Other long request bodies are being read; send this one again later.",
        headers=((b"retry-after", b"1"),),
    )
