"""The store of a worker."""

import asyncio

import pytest

from mock_server.server.workers.worker_store import WorkerStore, WorkerStream
from mock_server.sessions.replication.link import StoreLink
from mock_server.sessions.replication.replicated_sessions import ReplicatedSessions
from mock_server.sessions.stores.store import StoreGoneError, Swap
from tests.mock_server.observed import entry
from tests.mock_server.server.workers.rig import joined

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z


def stores(links):
    """Return a store for each link."""
    made = [WorkerStore() for _ in links]
    for store, link in zip(made, links, strict=True):
        store.use(link)
    return made


def test_a_change_is_answered_when_every_other_worker_has_it():
    """A client that has been answered sees its change in whichever worker it asks next."""

    async def run():
        async with joined(3) as (_, *links):
            received = {}
            made = stores(links)
            for index, store in enumerate(made):
                await store.connect(
                    lambda owner, fields, index=index: received.setdefault(
                        index, (owner, dict(fields))
                    )
                )
            swap = Swap(expected=None, value=b"now")
            assert await made[0].swap("session:a", {"clock": swap}) is None
            assert received == dict.fromkeys((1, 2), ("session:a", {"clock": b"now"}))
            return await made[1].swap("session:a", {"clock": swap})

    assert asyncio.run(run()) == {"clock": b"now"}


def test_a_worker_that_does_not_reply_is_not_waited_for_long():
    """A worker that is busy delays a change by a second at most; one that ends, not at all."""

    async def run():
        async with joined(3) as (parent, link, busy, ending):
            busy.replies[b"changed"] = ending.replies[b"changed"] = lambda _: asyncio.sleep(60)
            (store,) = stores([link])
            await store.connect(lambda *_: None)
            swap = asyncio.ensure_future(store.swap("a", {"x": Swap(expected=None, value=b"1")}))
            await asyncio.sleep(0.05)
            parent.leave(3)
            assert not swap.done()
            parent.now = 2.0
            parent.hub.check_time()
            return await asyncio.wait_for(swap, 60)

    assert asyncio.run(run()) is None


def test_a_new_worker_loads_everything():
    """Ten thousand sessions, and long records, are loaded in parts."""

    async def run():
        async with joined(2) as (_, *links):
            first, second = stores(links)
            await first.connect(lambda *_: None)
            await second.connect(lambda *_: None)
            wanted = {f"session:{number}": b"x" for number in range(1000)}
            wanted |= {f"long {number}": b"x" * 3_000_000 for number in range(4)}
            for owner, value in wanted.items():
                await first.swap(owner, {"f": Swap(expected=None, value=value)})
            loaded = {owner: fields["f"] async for owner, fields in second.load()}
            return loaded == wanted

    assert asyncio.run(run())


def test_sessions_of_two_workers_agree():
    """A scenario that is selected in one worker is in the other, and begins once."""

    async def run():
        async with joined(2) as (_, *links):
            sessions, running = [], []
            for name, store in zip(("a", "b"), stores(links), strict=True):
                sessions.append(ReplicatedSessions(ticker=lambda: NOON, replica=name))
                running.append(StoreLink(store, sessions[-1], ticker=lambda: NOON))
                await running[-1].start(5)
            one, other = sessions
            session = one.touch("demo", None, NOON)
            await running[0].transact(lambda: one.change(session, scenarios={"shop order": "late"}))
            found = other.touch("demo", None, NOON)
            one.scenario_start(session, "shop/late", NOON)
            await running[0].settle()
            starts = [other.scenario_start(found, "shop/late", NOON + 5)]
            for each in running:
                await each.stop()
            return found.scenarios, starts

    scenarios, starts = asyncio.run(run())
    assert scenarios == {"shop order": "late"}
    assert starts == [NOON]


def test_without_a_parent_the_store_is_gone():
    """In the parent itself, and when it has ended."""

    async def run():
        with pytest.raises(StoreGoneError):
            await WorkerStore().connect(lambda *_: None)
        async with joined(1) as (parent, link):
            (store,) = stores([link])
            await store.connect(lambda *_: None)
            parent.leave(1)
            reason = await asyncio.wait_for(store.wait_until_lost(), 60)
            with pytest.raises(StoreGoneError):
                await store.connect(lambda *_: None)
            await store.close()
            return reason

    assert "ended" in asyncio.run(run())


async def append(stream, *paths):
    """Append exchanges of these paths; return the number of the first."""
    entries = [entry((), path) for path in paths]
    return await stream.append(entries, lost=0, known=0)


def shown(found):
    """Return number and path of what was read."""
    return [(each.id, each.path.decode()) for part in found.parts for each in part.entries]


def test_exchanges_of_all_workers_have_one_order():
    """Each is numbered, whichever worker appended it, and every worker reads the same."""

    async def run():
        async with joined(2) as (_, *links):
            one, other = map(WorkerStream, links)
            firsts = [await append(one, "/a", "/b"), await append(other, "/c")]
            found = [await one.read(0, {}), await other.read(0, {}), await other.read(1, {})]
            return firsts, found

    firsts, found = asyncio.run(run())
    assert firsts == [1, 3]
    assert {each.floor for each in found} == {1}
    assert shown(found[0]) == shown(found[1]) == [(1, "/a"), (2, "/b"), (3, "/c")]
    assert shown(found[2]) == [(3, "/c")]


def test_what_others_have_is_waited_for():
    """When they have replied, what they had is in the stream."""

    async def run():
        async with joined(2) as (_, *links):
            one, other = map(WorkerStream, links)

            async def publish(_):
                await append(other, "/waiting")
                return [b""]

            links[1].replies[b"publish"] = publish
            await one.gather()
            return shown(await one.read(0, {}))

    assert asyncio.run(run()) == [(1, "/waiting")]


def test_a_cleared_journal_is_cleared_for_all():
    """What was before is not read any more; numbers go on."""

    async def run():
        async with joined(1) as (_, link):
            stream = WorkerStream(link)
            await append(stream, "/a", "/b")
            await stream.clear(None)
            return await append(stream, "/c"), await stream.read(0, {})

    first, found = asyncio.run(run())
    assert (first, found.floor, shown(found)) == (3, 3, [(3, "/c")])
    assert [part.is_clear for part in found.parts] == [True, False]
