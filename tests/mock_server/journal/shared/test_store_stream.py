"""The stream of exchanges in a store."""

import asyncio

import pytest

from mock_server.journal.shared.store_stream import StoreStream
from mock_server.sessions.stores.store import Addition, StoreGoneError
from tests.mock_server.observed import entry
from tests.mock_server.sessions.stores.memory_store import MemoryHub, MemoryStore


async def no_others():
    """Return at once: there are no other replicas."""
    return ""


def stream_of(hub, name, gone=""):
    """Return the stream of a replica, and its store."""
    store = MemoryStore(hub)
    made = StoreStream(store, name, gather=no_others, gone=lambda: gone, limits=(5, 10_000))
    return made, store


def paths(found):
    """Return number and path of what was read."""
    return [(each.id, each.path.decode()) for part in found.parts for each in part.entries]


def test_replicas_write_one_stream_of_as_many_as_a_journal_keeps():
    """Each with a number of its own."""

    async def run():
        hub = MemoryHub()
        (one, _), (other, _) = stream_of(hub, "a"), stream_of(hub, "b")
        for number in range(4):
            for stream in (one, other):
                await stream.append([entry((), f"/{number}")], lost=0, known=0)
        await one.clear("x")
        return await one.read(0, {})

    found = asyncio.run(run())
    assert paths(found) == [(4, "/1"), (5, "/2"), (6, "/2"), (7, "/3"), (8, "/3")]
    assert found.parts[-1].session == "x"


def test_a_call_that_failed_is_repeated_without_effect():
    """The store had it, but its answer was lost; deleting in between changes nothing about that."""

    async def run():
        hub = MemoryHub()
        stream, store = stream_of(hub, "a")
        done = store.append

        async def without_answer(addition):
            await done(addition)
            raise StoreGoneError("no answer")

        store.append = without_answer
        with pytest.raises(StoreGoneError):
            await stream.append([entry((), "/a")], lost=0, known=0)
        store.append = done
        await stream.clear("x")
        first = await stream.append([entry((), "/a")], lost=0, known=0)
        await stream.append([entry((), "/b")], lost=0, known=0)
        return first, paths(await stream.read(0, {}))

    assert asyncio.run(run()) == (1, [(1, "/a"), (2, "/b")])


def test_what_is_broken_is_named_and_the_rest_is_read():
    """A part of another version, for example."""

    async def run():
        hub, notes = MemoryHub(), []
        stream, store = stream_of(hub, "a")
        store.note = notes.append
        hub.add(Addition(writer="x", sequence=1, data=b"{}", count=1, keep=9, max_bytes=9))
        await stream.append([entry((), "/a")], lost=0, known=0)
        return paths(await stream.read(0, {})), notes

    found, notes = asyncio.run(run())
    assert found == [(2, "/a")]
    assert len(notes) == 1


def test_a_store_that_is_known_to_be_lost_is_not_asked():
    """So a page does not wait for it."""

    async def run():
        stream, _ = stream_of(MemoryHub(), "a", gone="it is away")
        for call in (
            lambda: stream.append([], lost=0, known=0),
            lambda: stream.clear(None),
            lambda: stream.read(0, {}),
            stream.gather,
        ):
            with pytest.raises(StoreGoneError, match="it is away"):
                await call()

    asyncio.run(run())
