"""The parent of all workers as the store of their sessions, and as the stream of their journal."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence

from mock_server.journal.entries.entry import Entry
from mock_server.journal.shared.stream import (
    Operations,
    SharedBatch,
    SharedBatches,
    clear_bytes,
    entries_bytes,
    read_part,
)
from mock_server.server.workers.frames import present, unpack
from mock_server.server.workers.link import ParentLink, Values
from mock_server.sessions.stores.store import Fields, Receive, StoreGoneError, Swap

_LOST = "the parent of the workers has ended"
_NAMED = 200  # owners that are asked for at once; the parent answers with as many as fit


class WorkerStream:
    """A stream (`journal.shared.stream.ExchangeStream`) over the connection to the parent."""

    def __init__(self, link: ParentLink) -> None:
        self._link = link

    async def append(self, entries: Sequence[Entry], *, lost: int, known: int) -> int:  # noqa: ARG002 - the parent numbers
        """Append exchanges, and return the number of the first."""
        count, data = lost + len(entries), entries_bytes(entries, lost)
        (first,) = present(await self._link.call(b"append", b"%d" % count, data))
        return int(first)

    async def clear(self, session: str | None) -> None:
        """Append that the exchanges of a session were deleted, or all."""
        is_whole = session is None
        await self._link.call(b"clear", b"%d" % is_whole, clear_bytes(session))

    async def read(self, after: int, operations: Operations) -> SharedBatches:
        """Return what was appended after a position."""
        floor, *found = present(await self._link.call(b"read", b"%d" % after))
        parts: list[SharedBatch] = []
        for place, data in zip(found[::2], found[1::2], strict=True):
            position, first = map(int, place.split(b" "))
            parts.append(read_part(data, first, operations, position=position))
        return SharedBatches(floor=int(floor), parts=parts)

    async def gather(self) -> str:
        """Return when every other worker has appended what it had."""
        await self._link.call(b"publish")
        return ""


class WorkerStore:
    """A store (`sessions.stores.store.Store`) over the connection to the parent."""

    informs_writer = False

    def __init__(self) -> None:
        """Belong to no worker yet: it is made in the parent, before a worker is forked."""
        self._link: ParentLink | None = None
        self.note: Callable[[str], None] = lambda _: None

    def use(self, link: ParentLink) -> None:
        """Use the connection of the worker that this process has become."""
        self._link = link

    async def connect(self, receive: Receive) -> None:
        """Receive the changes of other workers from now on.

        Raises:
            StoreGoneError: The parent has ended.
        """
        link = self._of_worker()
        if link.lost.is_set():
            raise StoreGoneError(_LOST)

        def changed(values: Values) -> Values:
            owner, *fields = present(values)
            receive(owner.decode(), dict(_fields(fields)))
            return [b""]

        link.replies[b"changed"] = changed
        await link.connect()

    async def wait_until_lost(self) -> str:
        """Return when the parent has ended."""
        await self._of_worker().lost.wait()
        return _LOST

    async def load(self) -> AsyncIterator[tuple[str, Fields]]:
        """Yield all owners."""
        link = self._of_worker()
        names: Values = await link.call(b"names")
        while names:
            found = present(await link.call(b"get", *names[:_NAMED]))
            for name, packed in zip(found[::2], found[1::2], strict=True):
                yield name.decode(), dict(_fields(present(unpack(packed))))
            names = names[len(found) // 2 :]
            await asyncio.sleep(0)

    async def swap(self, owner: str, swaps: Mapping[str, Swap]) -> Fields | None:
        """Write fields if all have the expected values; else return those that they have.

        When it returns, every other worker has received them.
        """
        values: Values = [owner.encode()]
        for field, swap in swaps.items():
            values += (field.encode(), swap.expected, swap.value)
        outcome, *found = present(await self._of_worker().call(b"swap", *values))
        return None if outcome == b"written" else dict(_fields(found))

    async def close(self) -> None:
        """Do nothing: the connection has other uses."""

    def _of_worker(self) -> ParentLink:
        if self._link is None:
            raise StoreGoneError("this process is no worker")
        return self._link


def _fields(values: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    for name, value in zip(values[::2], values[1::2], strict=True):
        yield name.decode(), value
