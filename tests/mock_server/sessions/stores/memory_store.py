"""A store in memory, which replicas of one process share: for tests, and as a model of others."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from itertools import count

from mock_server.sessions.stores.store import Fields, Receive, StoreGoneError, Swap

_OFF = "it was switched off"


class MemoryHub:
    """What the stores of several replicas have in common.

    Attributes:
        owners: All fields, by owner.
        streams: All streams, by name.
        is_up: Whether it can be reached; see `switch_off`.
    """

    def __init__(self) -> None:
        self.owners: dict[str, dict[str, bytes]] = {}
        self.streams: dict[str, list[tuple[str, bytes]]] = {}
        self.is_up = True
        self._connected: dict[MemoryStore, Receive] = {}
        self._positions = count(1)

    def switch_off(self, *, forget: bool = False) -> None:
        """Lose every connection; with `forget`, everything that is kept as well."""
        self.is_up = False
        for store in [*self._connected]:
            store.lose()
        self._connected.clear()
        if forget:
            self.owners.clear()
            self.streams.clear()

    def switch_on(self) -> None:
        """Accept connections again."""
        self.is_up = True

    def attach(self, store: "MemoryStore", receive: Receive) -> None:
        """Inform a store of changes."""
        self._connected[store] = receive

    def detach(self, store: "MemoryStore") -> None:
        """Do not inform a store any more."""
        self._connected.pop(store, None)

    def add(self, stream: str, entry: bytes, keep: int) -> None:
        """Append an entry to a stream, of which exactly the last `keep` are kept."""
        kept = self.streams.setdefault(stream, [])
        kept.append((str(next(self._positions)), entry))
        del kept[: max(len(kept) - keep, 0)]

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

    async def append(self, stream: str, entries: Sequence[bytes], *, keep: int) -> None:
        """Append entries."""
        self._check()
        for entry in entries:
            self._hub.add(stream, entry, keep)

    async def entries(
        self, stream: str, *, after: str = "", limit: int = 1000
    ) -> Sequence[tuple[str, bytes]]:
        """Return entries; their positions are numbers."""
        self._check()
        last = int(after or 0)
        kept = self._hub.streams.get(stream, [])
        return [each for each in kept if int(each[0]) > last][:limit]

    async def close(self) -> None:
        """Receive nothing any more."""
        self._hub.detach(self)
        self.lose()

    def _check(self) -> None:
        if not self._hub.is_up:
            raise StoreGoneError(_OFF)
