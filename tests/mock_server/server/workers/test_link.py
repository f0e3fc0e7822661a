"""The worker's end of the connection to the parent."""

import asyncio

import pytest

from mock_server.server.workers.frames import FrameKind, pack
from mock_server.sessions.stores.store import StoreGoneError
from tests.mock_server.server.workers.rig import joined


def test_calls_are_answered_each_its_own():
    """Several calls at once do not mix their answers."""

    async def run():
        async with joined(1) as (_, link):
            await asyncio.gather(*(link.call(b"append", b"1", b"x") for _ in range(3)))
            return await asyncio.gather(link.call(b"append", b"2", b"y"), link.call(b"names"))

    assert asyncio.run(run()) == [[b"4"], []]


def test_a_question_of_the_parent_is_answered_at_once_or_later():
    """A reply may have to wait for something; one to an unknown question is empty."""

    async def run():
        async with joined(3) as (_, asking, second, third):

            async def later(values):
                await asyncio.sleep(0)
                return [b"later", *values]

            second.replies[b"snapshot"] = lambda values: [b"at once", *values]
            third.replies[b"snapshot"] = later
            found = await asking.call(b"collect", b"kind")
            third.replies.clear()
            return found, await asking.call(b"collect", b"kind")

    first, second = asyncio.run(run())
    assert first == [b"2", b"at once", b"kind", b"3", b"later", b"kind"]
    assert second == [b"2", b"at once", b"kind"]


def test_the_end_of_the_parent_is_noticed():
    """Calls that wait for an answer fail, later ones too, and the worker is informed."""

    async def run():
        async with joined(2) as (parent, link, busy):
            busy.replies[b"publish"] = lambda _: asyncio.sleep(60)
            waiting = asyncio.ensure_future(link.call(b"publish"))
            await asyncio.sleep(0.01)
            parent.leave(1)
            for call in (waiting, link.call(b"names")):
                with pytest.raises(StoreGoneError, match="ended"):
                    await call
            return [*parent.lost]

    assert asyncio.run(run()) == [1]


def test_what_is_too_long_is_refused():
    """It is an error of the call, not of the connection."""

    async def run():
        async with joined(1) as (_, link):
            with pytest.raises(StoreGoneError, match="at most"):
                await link.call(b"append", b"1", b"x" * (21 * 1024 * 1024))
            return await link.call(b"names")

    assert asyncio.run(run()) == []


def test_garbage_ends_the_connection():
    """A worker without a parent ends."""

    async def run():
        async with joined(1) as (parent, link):
            parent.connections[1].send(FrameKind.READY, pack([b"1"]))
            await asyncio.wait_for(link.lost.wait(), 60)
            return [*parent.lost]

    assert asyncio.run(run()) == [1]
