"""How replicas know of each other, and ask each other to publish."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from mock_server.journal.shared.peers import GATHER_SECONDS, PRESENT_SECONDS, Peers
from mock_server.sessions.stores.store import StoreGoneError
from tests.mock_server.sessions.stores.memory_store import MemoryHub, MemoryStore


class Member:
    """A replica that notes what it was asked to publish."""

    def __init__(self, hub, name):
        self.now = 0.0
        self.asked = []
        self.store = MemoryStore(hub)
        self.answers = True
        self.peers = Peers(self.store, name, self.publish, ticker=lambda: self.now)

    async def publish(self, kind):
        """Note it."""
        self.asked.append(kind)
        if not self.answers:
            await asyncio.sleep(600)


@asynccontextmanager
async def members(*names):
    """Yield a hub and replicas that know each other."""
    hub = MemoryHub()
    made = [Member(hub, name) for name in names]
    for each in made:
        await each.store.connect(lambda *_: None)
        await each.peers.greet()
    for _ in range(50):
        await asyncio.sleep(0)
    yield hub, *made
    for each in made:
        await each.peers.leave()


def test_every_other_replica_publishes_before_the_answer():
    """Also those that were there before the one that asks."""

    async def run():
        async with members("a", "b", "c") as (_, *made):
            await made[2].peers.gather("journal")
            await made[0].peers.gather("coverage")
            return [each.asked for each in made]

    assert asyncio.run(run()) == [["journal"], ["journal", "coverage"], ["coverage"]]


def test_a_replica_that_does_not_answer_is_not_waited_for_again(monkeypatch):
    """It costs one question of one replica a second at most: the others know it from that one."""
    waited = "mock_server.journal.shared.peers.GATHER_SECONDS"
    monkeypatch.setattr(waited, 0.01)

    async def run():
        async with members("a", "b", "c") as (_, one, other, third):
            other.answers = False
            trouble = await one.peers.gather("journal")
            await asyncio.sleep(0.01)
            monkeypatch.setattr(waited, 600)
            async with asyncio.timeout(30):
                none = [await each.peers.gather("journal") for each in (one, third)]
            return len(one.asked), len(third.asked), trouble, none

    expected = "no answer of b, whose latest may be missing"
    assert asyncio.run(run()) == (1, 2, expected, ["", ""])
    assert GATHER_SECONDS <= 1


def test_replicas_that_are_gone_are_not_asked():
    """One that has said so, and one that was silent for a while."""

    async def run():
        async with members("a", "b", "c") as (_, one, left, silent):
            await left.peers.leave()
            for _ in range(3):
                await asyncio.sleep(0)
            one.now = PRESENT_SECONDS + 1
            await one.peers.gather("journal")
            return left.asked, silent.asked

    assert asyncio.run(run()) == ([], [])


def test_without_a_store_nothing_is_gathered():
    """The reason is that of the store."""

    async def run():
        async with members("a", "b") as (hub, one, _):
            hub.switch_off()
            with pytest.raises(StoreGoneError):
                await one.peers.gather("journal")
            hub.switch_on()
            await one.store.connect(lambda *_: None)

    asyncio.run(run())


@pytest.mark.parametrize(
    "said",
    [
        b"no JSON",
        b"[1]",
        b"{}",
        b'{"from": 5, "say": "publish"}',
        b'{"from": "x", "say": "done", "token": "unknown"}',
        b'{"from": "x", "say": "unknown"}',
        b'{"from": "x", "say": "here", "more": {}}',
        b'{"from": "' + b"x" * 5000 + b'"}',
    ],
)
def test_other_announcements_are_ignored(said):
    """A program that publishes on the same channel disturbs no replica."""

    async def run():
        async with members("a") as (_, one):
            one.store.hear(said)
            await asyncio.sleep(0)
            return one.asked

    assert asyncio.run(run()) == []
