"""The journal of several processes: each records into its own, and all are shown as one.

So recording an exchange costs what it always does. In the background, several times a second, what
was recorded is appended to a stream; it is read from there when a client asks for the journal. If
the stream cannot be reached, what waits is shown after what was read before.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from mock_server.journal.entries.journal import Journal
from mock_server.journal.shared.stream import ExchangeStream, Operations
from mock_server.sessions.stores.store import StoreGoneError

if TYPE_CHECKING:
    from mock_server.journal.entries.entry import Entry

PUBLISH_SECONDS = 0.1  # how often what was recorded is appended to the stream

MAX_PART = 500
MAX_PART_BYTES = 1024 * 1024  # exchanges in one part of the stream, and about their bytes

_STOP_SECONDS = 2.0


class SharedJournal:
    """Shares a journal through a stream.

    Attributes:
        recorded: What this process has recorded, and not published yet; a bounded queue.
        shown: What all processes have recorded, as far as it was read.
        trouble: Why what others have recorded may be missing; empty if it is not.
    """

    def __init__(self, recorded: Journal, shown: Journal) -> None:
        """Share what is in `recorded`; `shown` is what clients are shown."""
        self.recorded = recorded
        self.shown = shown
        self.trouble = ""
        self._stream: ExchangeStream | None = None
        self._operations: Callable[[], Operations] = dict
        self._epoch = ""
        self._position = self._latest = 0
        self._reading, self._appending = asyncio.Lock(), asyncio.Lock()
        self._pending: tuple[int, tuple[Entry, ...]] | None = None
        self._own_shown = 0  # the last exchange in `recorded` that is shown before it is published
        self._before_own = 0  # the latest number before those
        self._publishing: asyncio.Task[None] | None = None
        self._ends = asyncio.Event()

    def use(self, stream: ExchangeStream, operations: Callable[[], Operations]) -> None:
        """Share through a stream; `operations` returns those that are served."""
        self._stream = stream
        self._operations = operations

    async def start(self) -> None:
        """Publish in the background from now on."""
        self._publishing = asyncio.create_task(self._publish_always())

    async def stop(self) -> None:
        """Publish the rest."""
        self._ends.set()
        if self._publishing is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._publishing, _STOP_SECONDS)

    async def publish(self) -> None:
        """Append what was recorded to the stream (StoreGoneError: it cannot be reached)."""
        stream = self._stream
        async with self._appending:
            while stream is not None and (self._pending is not None or self.recorded.size):
                # It is kept until the stream has it.
                if self._pending is None:
                    self._pending = self.recorded.take(MAX_PART, MAX_PART_BYTES)
                lost, entries = self._pending
                first = await stream.append(entries, lost=lost, known=self._known)
                self._pending = None
                self._latest = first + lost + len(entries) - 1

    async def refresh(self, *, is_whole: bool = True) -> None:
        """Read what all processes have recorded; without `is_whole`, what they have published.

        Raises:
            StoreGoneError: The stream cannot be reached: what is known here is shown.
        """
        stream = self._stream
        if stream is None:
            self._show_own()
            return
        trouble = ""
        try:
            if is_whole:
                await self.publish()
                trouble = await stream.gather()
            async with self._reading:
                await self._read(stream)
        except StoreGoneError as error:
            self.trouble = str(error)
            self._show_own()
            raise
        self.trouble = trouble

    async def clear(self, session: str | None) -> None:
        """Delete the exchanges of one session, or all, in every process.

        Raises:
            StoreGoneError: The stream cannot be reached.
        """
        if self._stream is None:
            return
        await self.publish()
        await self._stream.gather()
        await self._stream.clear(session)
        await self.refresh(is_whole=False)

    async def latest_own(self) -> int:
        """Return the number of the exchange that this process has recorded last; 0 for none."""
        try:
            await self.publish()
            await self.refresh(is_whole=False)
        except StoreGoneError:
            self._show_own()
            return self.shown.latest
        return self._latest

    async def _read(self, stream: ExchangeStream) -> None:
        while True:
            found = await stream.read(self._position, self._operations())
            has_begun = bool(self._epoch and found.epoch and found.epoch != self._epoch)
            if has_begun or self._own_shown:
                # What was shown had numbers that are those of others now, or of another stream.
                self._epoch, self._position, self._own_shown = found.epoch, 0, 0
                self.shown.begin_again(found.floor)
                continue
            self._epoch = found.epoch or self._epoch
            if not found.parts:
                return
            for part in found.parts:
                self._position = part.position
                # All before may have been deleted, by what this process has not read.
                self.shown.skip_to(found.floor)
                if part.is_clear:
                    self.shown.clear(part.session)
                else:
                    self.shown.adopt(part.entries)

    def _show_own(self) -> None:
        """Show what this process has recorded, with numbers that it has until it is published."""
        waiting = () if self._pending is None else self._pending[1]
        own = [*waiting, *self.recorded.entries(since=self._own_shown)]
        fresh = [entry for entry in own if entry.id > self._own_shown]
        if fresh:
            # What was dropped before it was shown has numbers, too.
            lost = self._lost
            if self._own_shown:
                lost = fresh[0].id - self._own_shown - 1
            else:
                self._before_own = self.shown.latest
            self._own_shown = fresh[-1].id
            first = self.shown.latest + 1 + lost
            numbered = enumerate(fresh, first)
            self.shown.adopt([entry._replace(id=number) for number, entry in numbered])

    @property
    def _known(self) -> int:
        """The latest number that is that of the stream."""
        read = self._before_own if self._own_shown else self.shown.latest
        return max(read, self._latest)

    @property
    def _lost(self) -> int:
        """How many exchanges of this process were dropped before they were published."""
        return self.recorded.dropped if self._pending is None else self._pending[0]

    async def _publish_always(self) -> None:
        while not self._ends.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ends.wait(), PUBLISH_SECONDS)
            with suppress(StoreGoneError):
                await self.publish()
