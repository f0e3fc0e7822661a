"""The stream of exchanges in a store that replicas share."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from mock_server.journal.entries.entry import Entry
from mock_server.journal.shared.portable import (
    PortableError,
    portable_clearing,
    portable_entries,
    read_portable,
)
from mock_server.journal.shared.stream import Operations, SharedBatch, SharedBatches
from mock_server.sessions.stores.store import Addition, ReplicaStore, StoreGoneError, StreamPart


class StoreStream:
    """A stream (`journal.shared.stream.ExchangeStream`) of one replica."""

    def __init__(
        self,
        store: ReplicaStore,
        writer: str,
        *,
        gather: Callable[[], Awaitable[str]],
        gone: Callable[[], str],
        limits: tuple[int, int],
    ) -> None:
        """Write to a store under a name.

        `gather` has the other replicas append what they have; `gone` returns why the store is known
        to be lost, or an empty text; `limits` are the entries and bytes of the journal.
        """
        self._store = store
        self._writer = writer
        self._gather = gather
        self._gone = gone
        self._keep, self._max_bytes = limits
        self._sequence, self._clearings = 1, 0

    async def append(self, entries: Sequence[Entry], *, lost: int, known: int) -> int:
        """Append exchanges, and return the number of the first."""
        data = portable_entries(entries, lost)
        addition = self._addition(self._writer, self._sequence, data)
        first = await self._store.append(replace(addition, count=lost + len(entries), known=known))
        # Only now, so that the store knows a call that is repeated.
        self._sequence += 1
        return first

    async def clear(self, session: str | None) -> None:
        """Append that the exchanges of a session were deleted, or all."""
        self._clearings += 1
        data = portable_clearing(session)
        addition = self._addition(f"{self._writer} clears", self._clearings, data)
        await self._store.append(replace(addition, is_clearing=session is None))

    async def read(self, after: int, operations: Operations) -> SharedBatches:
        """Return what was appended after a position; what is broken has no exchanges."""
        self._check()
        news = await self._store.read(after)
        parts = [self._part(each, operations) for each in news.parts]
        return SharedBatches(epoch=news.epoch, floor=news.floor, parts=parts)

    async def gather(self) -> str:
        """Return when every other replica has appended what it had."""
        self._check()
        return await self._gather()

    def _addition(self, writer: str, sequence: int, data: bytes) -> Addition:
        self._check()
        return Addition(
            writer=writer,
            sequence=sequence,
            data=data,
            keep=self._keep,
            max_bytes=self._max_bytes,
        )

    def _part(self, part: StreamPart, operations: Operations) -> SharedBatch:
        try:
            return read_portable(part.data, part.first, operations, position=part.position)
        except PortableError as error:
            self._store.note(f"a part of the journal in the store is ignored: {error}")
            return SharedBatch(position=part.position)

    def _check(self) -> None:
        if reason := self._gone():
            raise StoreGoneError(reason)
