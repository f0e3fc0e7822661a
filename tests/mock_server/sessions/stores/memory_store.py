"""A store in memory, which replicas of one process share: for tests, and as a model of others."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from itertools import count

from mock_server.sessions.stores.store import (
    Addition,
    Fields,
    Receive,
    StoreGoneError,
    StreamNews,
    StreamPart,
    Swap,
)

_OFF = "it was switched off"


class MemoryHub:
    """What the stores of several replicas have in common.

    Attributes:
        owners: All fields, by owner.
        stream: The parts of the stream, each with the number of its last entry.
        reports: The latest report of each replica.
        is_up: Whether it can be reached; see `switch_off`.
    """

    def __init__(self) -> None:
        self.owners: dict[str, dict[str, bytes]] = {}
        self.reports: dict[str, bytes] = {}
        self._epochs = count(1)
        self._begin_stream()
        self.is_up = True
        self._connected: dict[MemoryStore, Receive] = {}

    def switch_off(self, *, forget: bool = False) -> None:
        """Lose every connection; with `forget`, everything that is kept as well."""
        self.is_up = False
        for store in [*self._connected]:
            store.lose()
        self._connected.clear()
        if forget:
            self.owners.clear()
            self.reports.clear()
            self._begin_stream()

    def switch_on(self) -> None:
        """Accept connections again."""
        self.is_up = True

    def attach(self, store: "MemoryStore", receive: Receive) -> None:
        """Inform a store of changes."""
        self._connected[store] = receive

    def detach(self, store: "MemoryStore") -> None:
        """Do not inform a store any more."""
        self._connected.pop(store, None)

    def _begin_stream(self) -> None:
        self.stream: list[tuple[int, StreamPart]] = []
        self.epoch, self.floor, self._last = "", 1, 0
        self._positions = count(1)
        self._done: dict[str, tuple[int, int]] = {}

    def add(self, addition: Addition) -> int:
        """Append to the stream, of which exactly the last entries are kept."""
        sequence, first = self._done.get(addition.writer, (0, 0))
        if sequence == addition.sequence:
            return first
        if not self.epoch:
            self.epoch, self._last = f"epoch {next(self._epochs)}", addition.known
        first, self._last = self._last + 1, self._last + addition.count
        if addition.is_clearing:
            self.floor = first
            self.stream.clear()
        part = StreamPart(position=next(self._positions), first=first, data=addition.data)
        self.stream.append((self._last, part))
        while self._last - self.stream[0][0] >= addition.keep:
            del self.stream[0]
        self._done[addition.writer] = addition.sequence, first
        return first

    def say(self, text: bytes) -> None:
        """Inform every connected store of an announcement, in a later turn of the event loop."""
        loop = asyncio.get_running_loop()
        for store in self._connected:
            loop.call_soon(store.hear, text)

    def inform(self, owner: str, fields: Fields) -> None:
        """Inform every connected store of a change, in a later turn of the event loop."""
        loop = asyncio.get_running_loop()
        for receive in self._connected.values():
            loop.call_soon(receive, owner, fields)


class MemoryStore:
    """The store of one replica."""

    informs_writer = True

    def __init__(self, hub: MemoryHub) -> None:
        """Use what the hub keeps."""
        self._hub = hub
        self._lost: asyncio.Event | None = None
        self.note: Callable[[str], None] = lambda _: None
        self.hear: Callable[[bytes], None] = lambda _: None

    def lose(self) -> None:
        """Lose the connection."""
        if self._lost is not None:
            self._lost.set()

    async def connect(self, receive: Receive) -> None:
        """Receive changes from now on.

        Raises:
            StoreGoneError: The hub is switched off.
        """
        self._check()
        self._lost = asyncio.Event()
        self._hub.attach(self, receive)

    async def wait_until_lost(self) -> str:
        """Return when the hub is switched off."""
        if self._lost is not None:
            await self._lost.wait()
        return _OFF

    async def load(self) -> AsyncIterator[tuple[str, Fields]]:
        """Yield all owners."""
        self._check()
        for owner, fields in [*self._hub.owners.items()]:
            yield owner, dict(fields)
            await asyncio.sleep(0)
            self._check()

    async def swap(self, owner: str, swaps: Mapping[str, Swap]) -> Fields | None:
        """Write fields if all have the expected values; else return those that they have."""
        await asyncio.sleep(0)
        self._check()
        known = self._hub.owners.setdefault(owner, {})
        if any(known.get(field) != swap.expected for field, swap in swaps.items()):
            return {field: known[field] for field in swaps if field in known}
        written = {field: swap.value for field, swap in swaps.items()}
        known |= written
        self._hub.inform(owner, written)
        return None

    async def announce(self, text: bytes) -> None:
        """Inform every replica."""
        self._check()
        self._hub.say(text)

    async def append(self, addition: Addition) -> int:
        """Append to the stream."""
        await asyncio.sleep(0)
        self._check()
        return self._hub.add(addition)

    async def read(self, after: int) -> StreamNews:
        """Return the parts after a position."""
        self._check()
        parts = [part for _, part in self._hub.stream if part.position > after]
        return StreamNews(epoch=self._hub.epoch, floor=self._hub.floor, parts=parts)

    async def keep_report(self, replica: str, report: bytes | None) -> None:
        """Keep a report, or none."""
        self._check()
        self._hub.reports.pop(replica, None)
        if report is not None:
            self._hub.reports[replica] = report

    async def reports(self) -> Mapping[str, bytes]:
        """Return the latest reports."""
        self._check()
        return dict(self._hub.reports)

    async def close(self) -> None:
        """Receive nothing any more."""
        self._hub.detach(self)
        self.lose()

    def _check(self) -> None:
        if not self._hub.is_up:
            raise StoreGoneError(_OFF)
