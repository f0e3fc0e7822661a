"""The stream of exchanges of a worker: the parent of all workers keeps it."""

from collections.abc import Sequence

from mock_server.journal.shared.stream import StreamPart
from mock_server.server.workers.frames import present
from mock_server.server.workers.link import ParentLink


class WorkerStream:
    """A stream (`journal.shared.stream.ExchangeStream`) over the connection to the parent."""

    def __init__(self, link: ParentLink) -> None:
        """Use the connection of this worker."""
        self._link = link

    async def append(self, count: int, data: bytes) -> int:
        """Append exchanges, and return the number of the first."""
        (first,) = present(await self._link.call(b"append", b"%d" % count, data))
        return int(first)

    async def clear(self, data: bytes, *, is_whole: bool) -> None:
        """Append that exchanges were deleted."""
        await self._link.call(b"clear", b"%d" % is_whole, data)

    async def read(self, after: int) -> tuple[int, Sequence[StreamPart]]:
        """Return what was appended after a position."""
        floor, *found = present(await self._link.call(b"read", b"%d" % after))
        parts: list[StreamPart] = []
        for place, data in zip(found[::2], found[1::2], strict=True):
            position, first = place.split(b" ")
            parts.append(StreamPart(position=int(position), first=int(first), data=data))
        return int(floor), parts

    async def gather(self) -> None:
        """Return when every other worker has appended what it had."""
        await self._link.call(b"publish")
