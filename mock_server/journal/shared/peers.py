"""The other replicas: which ones there are, and how they are asked to publish what they have.

They talk through the announcements of the store. Each says every few seconds that it is there; who
has been silent for a while, or does not answer, is not waited for.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from mock_server.sessions.stores.store import ReplicaStore, StoreGoneError
from openapi.json.parsing import JsonError, parse_json

SAY_SECONDS = 2.0  # how often a replica says that it is there
PRESENT_SECONDS = 7.0  # how long it counts as being there afterwards
GATHER_SECONDS = 1.0  # how long the others are waited for
MAX_PEERS = 1000

_MAX_BYTES = 1000


@dataclass(slots=True)
class _Wait:
    """A question whose answers are waited for."""

    missing: set[str]  # the replicas that have not answered
    is_over: asyncio.Event = field(default_factory=asyncio.Event)

    def has_ended(self, name: str) -> None:
        self.missing.discard(name)
        if not self.missing:
            self.is_over.set()


class Peers:
    """What one replica knows of the others."""

    def __init__(
        self,
        store: ReplicaStore,
        name: str,
        publish: Callable[[str], Awaitable[None]],
        *,
        ticker: Callable[[], float],
    ) -> None:
        """Be the replica `name`; `publish` publishes what it has of a kind, when it is asked."""
        self._store = store
        self._name = name
        self._publish = publish
        self._ticker = ticker
        self._seen: dict[str, float] = {}
        self._waits: dict[str, _Wait] = {}
        self._asked = 0
        self._answering: set[asyncio.Task[None]] = set()
        store.hear = self._hear

    async def greet(self) -> None:
        """Say that this replica is there, and ask who else is."""
        await self._say("who")

    async def say(self) -> None:
        """Say that this replica is there (StoreGoneError: the store cannot be reached)."""
        await self._say("here")

    async def leave(self) -> None:
        """Say that this replica ends (StoreGoneError: the store cannot be reached)."""
        self._store.hear = lambda _: None
        for each in self._answering:
            each.cancel()
        await self._say("left")

    async def gather(self, kind: str) -> str:
        """Return when the others have published what they have of a kind.

        The text is a sentence about those that do not answer, or empty.

        Raises:
            StoreGoneError: The store cannot be reached.
        """
        since = self._ticker() - PRESENT_SECONDS
        others = {name for name, seen in self._seen.items() if seen > since}
        if not others:
            return ""
        self._asked += 1
        token = f"{self._name} {self._asked}"
        wait = self._waits[token] = _Wait(others)
        try:
            await self._say("publish", token=token, of=kind)
            with suppress(TimeoutError):
                await asyncio.wait_for(wait.is_over.wait(), GATHER_SECONDS)
        finally:
            del self._waits[token]
        for name in wait.missing:
            self._seen.pop(name, None)
            await self._say("silent", of=name)
        names = ", ".join(sorted(wait.missing))
        return f"no answer of {names}, whose latest may be missing" if names else ""

    async def _say(self, what: str, **more: str) -> None:
        text = json.dumps({"say": what, "from": self._name, **more})
        await self._store.announce(text.encode())

    def _hear(self, data: bytes) -> None:
        """Take what a replica has said."""
        said = _read(data)
        name, token, what = (said.get(key, "") for key in ("from", "token", "say"))
        if not name or name == self._name:
            return
        if what == "left":
            self._seen.pop(name, None)
        elif name in self._seen or len(self._seen) < MAX_PEERS:
            self._seen[name] = self._ticker()
        if what == "silent":
            self._seen.pop(said.get("of", ""), None)
        elif what in ("left", "done"):
            for wait in [*self._waits.values()] if what == "left" else self._wait_of(token):
                wait.has_ended(name)
        elif what == "who":
            self._do(self.say())
        elif what == "publish":
            self._do(self._answer(said.get("of", ""), token))

    def _wait_of(self, token: str) -> list[_Wait]:
        return [self._waits[token]] if token in self._waits else []

    async def _answer(self, kind: str, token: str) -> None:
        await self._publish(kind)
        await self._say("done", token=token)

    def _do(self, work: Awaitable[None]) -> None:
        async def done() -> None:
            with suppress(StoreGoneError):
                await work

        task = asyncio.get_running_loop().create_task(done())
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)


def _read(data: bytes) -> Mapping[str, str]:
    """Return what was said; nothing if it is none of ours."""
    try:
        said = parse_json(data, max_depth=2, max_bytes=_MAX_BYTES)
    except JsonError:
        return {}
    is_ours = isinstance(said, dict) and all(isinstance(each, str) for each in said.values())
    return said if is_ours else {}
