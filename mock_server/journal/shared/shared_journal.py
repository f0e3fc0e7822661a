"""The journal of several processes: what this one records, and what all have recorded.

Recording an exchange is what it always is. In the background, several times a second, what was
recorded is appended to a stream; it is read from there when a client asks for the journal.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from mock_server.journal.journal import Journal
from mock_server.journal.shared.stream import (
    ExchangeStream,
    Operations,
    StreamPart,
    clear_bytes,
    entries_bytes,
    read_part,
)
from mock_server.sessions.stores.store import StoreGoneError

PUBLISH_SECONDS = 0.1  # how often what was recorded is appended to the stream

MAX_PART = 500
MAX_PART_BYTES = 4 * 1024 * 1024  # exchanges in one part of the stream, and about their bytes

_STOP_SECONDS = 2.0


class SharedJournal:
    """Shares a journal through a stream.

    Attributes:
        recorded: What this process has recorded, and not published yet.
        shown: What all processes have recorded, as far as it was read.
    """

    def __init__(self, recorded: Journal, shown: Journal) -> None:
        """Share what is in `recorded`; `shown` is what clients are shown."""
        self.recorded = recorded
        self.shown = shown
        self._stream: ExchangeStream | None = None
        self._operations: Callable[[], Operations] = dict
        self._position = 0
        self._reading = asyncio.Lock()
        self._publishing: asyncio.Task[None] | None = None
        self._forgetting: asyncio.Task[None] | None = None
        self._latest = 0

    def use(self, stream: ExchangeStream, operations: Callable[[], Operations]) -> None:
        """Share through a stream; `operations` returns those that are served."""
        self._stream = stream
        self._operations = operations

    async def start(self) -> None:
        """Publish in the background from now on."""
        self._publishing = asyncio.create_task(self._publish_always())

    async def stop(self) -> None:
        """Publish the rest."""
        if self._publishing is not None:
            self._publishing.cancel()
            await asyncio.gather(self._publishing, return_exceptions=True)
            with suppress(TimeoutError, StoreGoneError):
                await asyncio.wait_for(self.publish(), _STOP_SECONDS)

    async def publish(self) -> None:
        """Append what was recorded to the stream (StoreGoneError: it cannot be reached)."""
        stream = self._stream
        while stream is not None and self.recorded.size:
            lost, entries = self.recorded.take(MAX_PART, MAX_PART_BYTES)
            count = lost + len(entries)
            first = await stream.append(count, entries_bytes(entries, lost))
            self._latest = first + count - 1

    async def refresh(self, *, is_whole: bool = True) -> None:
        """Read what all processes have recorded; without `is_whole`, what they have published.

        Raises:
            StoreGoneError: The stream cannot be reached.
        """
        stream = self._stream
        if stream is None:
            return
        if is_whole:
            await self.publish()
            await stream.gather()
        async with self._reading:
            while True:
                floor, parts = await stream.read(self._position)
                if not parts:
                    return
                for part in parts:
                    self._adopt(part, floor)

    async def clear(self, session: str | None) -> None:
        """Delete the exchanges of one session, or all, in every process.

        Raises:
            StoreGoneError: The stream cannot be reached.
        """
        if self._stream is None:
            return
        await self.publish()
        await self._stream.gather()
        await self._stream.clear(clear_bytes(session), is_whole=session is None)
        await self.refresh(is_whole=False)

    def forget(self, session: str | None, before: float) -> None:
        """Delete what ended before a real time, since another server has reset its sessions.

        What the store says at the start is no reset now.
        """
        if self._publishing is not None:
            self._forgetting = asyncio.get_running_loop().create_task(self._forget(session, before))

    async def _forget(self, session: str | None, before: float) -> None:
        if self._stream is not None:
            with suppress(StoreGoneError):
                await self._stream.clear(clear_bytes(session, before), is_whole=False)

    async def latest_own(self) -> int:
        """Return the number of the exchange that this process has recorded last; 0 for none.

        Raises:
            StoreGoneError: The stream cannot be reached.
        """
        await self.publish()
        await self.refresh(is_whole=False)
        return self._latest

    def _adopt(self, part: StreamPart, floor: int) -> None:
        self._position = part.position
        # All before may have been deleted, by what this process has not read.
        self.shown.skip_to(floor)
        found = read_part(part.data, part.first, self._operations())
        if found.is_clear:
            self.shown.clear(found.session, before=found.before)
        else:
            self.shown.adopt(found.entries)

    async def _publish_always(self) -> None:
        while True:
            await asyncio.sleep(PUBLISH_SECONDS)
            with suppress(StoreGoneError):
                await self.publish()
