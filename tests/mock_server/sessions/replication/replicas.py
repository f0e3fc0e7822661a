"""Replicas that share a store in memory, for tests; time stands still unless a test moves it."""

import asyncio
from contextlib import asynccontextmanager

from mock_server.sessions.replication.link import StoreLink
from mock_server.sessions.replication.replicated_sessions import ReplicatedSessions
from tests.mock_server.sessions.stores.memory_store import MemoryHub, MemoryStore

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z


class Replica:
    """One replica: its sessions, its link, and what its log says."""

    def __init__(self, hub, name, **options):
        self.lines = []
        self.real = NOON
        self.sessions = ReplicatedSessions(ticker=lambda: self.real, replica=name, **options)
        self.link = StoreLink(
            MemoryStore(hub),
            self.sessions,
            ticker=lambda: self.real,
            note=self.lines.append,
            sleep=lambda _: asyncio.sleep(0),
        )

    def touch(self, name=""):
        """Return a session as a request does."""
        return self.sessions.touch(name, None, self.real)

    def begin(self, scenario, at, name=""):
        """Return when a scenario began, if it is used at this time."""
        return self.sessions.scenario_start(self.touch(name), scenario, at)


@asynccontextmanager
async def replicas(*names, hub=None, **options):
    """Run replicas with these names."""
    hub = MemoryHub() if hub is None else hub
    running = [Replica(hub, name, **options) for name in names]
    for each in running:
        await each.link.start(5)
    try:
        yield hub, *running
    finally:
        for each in running:
            await each.link.stop()


async def quiet(*running):
    """Let everything that is under way arrive."""
    for _ in range(5):
        for each in running:
            if each.sessions.is_up:
                await each.link.settle()
        for _ in range(10):
            await asyncio.sleep(0)


async def until(condition):
    """Wait until a condition holds."""
    for _ in range(10_000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came true")
