"""Promises of every store: compare and set, news of changes, all that is kept, and streams."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from mock_server.sessions.stores.address import parse_address
from mock_server.sessions.stores.messages import MAX_CARRIED
from mock_server.sessions.stores.store import Addition, StoreGoneError, Swap
from tests.mock_server.sessions.stores.memory_store import MemoryHub, MemoryStore
from tests.redis_server import needs_redis, redis_server

KINDS = ["memory", pytest.param("redis", marks=needs_redis)]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One real server for the file."""
    with redis_server(tmp_path_factory.mktemp("redis")) as running:
        yield running


@pytest.fixture(params=KINDS)
def make(request):
    """Make stores that share what they keep; each test has a namespace of its own."""
    if request.param == "memory":
        hub = MemoryHub()
        return lambda: MemoryStore(hub)
    from mock_server.sessions.stores.redis_store import RedisStore  # noqa: PLC0415 - an extra

    url = request.getfixturevalue("server").url
    namespace = "".join(each if each.isalnum() else "-" for each in request.node.name)[-60:]
    return lambda: RedisStore(parse_address(f"{url}?namespace={namespace}"))


@asynccontextmanager
async def connected(make, *receivers):
    """Connect a store for each receiver."""
    stores = [make() for _ in receivers]
    for store, receive in zip(stores, receivers, strict=True):
        await store.connect(receive)
    try:
        yield stores
    finally:
        for store in stores:
            await store.close()


async def until(condition):
    """Wait until a condition holds."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - any condition
            await asyncio.sleep(0.001)


def keeper():
    """Return a receiver and what it has received, by owner and field."""
    kept = {}
    return lambda owner, fields: kept.setdefault(owner, {}).update(fields), kept


def test_a_change_is_received_by_every_replica(make):
    """Short and long values arrive at all who are connected, the writer included."""
    long = b'"' + b"x" * (MAX_CARRIED + 1) + b'"'

    async def run():
        (one, at_one), (other, at_other) = keeper(), keeper()
        async with connected(make, one, other) as (store, _):
            for value in (b"1", long):
                swap = {"clock": Swap(expected=None if value == b"1" else b"1", value=value)}
                assert await store.swap("session:a b", swap) is None
                await until(
                    lambda value=value: (
                        at_one.get("session:a b") == at_other.get("session:a b") == {"clock": value}
                    )
                )

    asyncio.run(run())


def test_only_the_first_of_two_writers_succeeds(make):
    """Who expects another value than there is gets the values that there are, and writes none."""

    async def run():
        nothing, _ = keeper()
        async with connected(make, nothing, nothing) as (one, other):
            first = await one.swap("server", {"clock": Swap(expected=None, value=b"1")})
            late = {
                "clock": Swap(expected=None, value=b"2"),
                "faults": Swap(expected=None, value=b"3"),
            }
            second = await other.swap("server", late)
            late["clock"] = Swap(expected=b"1", value=b"2")
            third = await other.swap("server", late)
            loaded = {owner: dict(fields) async for owner, fields in one.load()}
            return first, second, third, loaded

    first, second, third, loaded = asyncio.run(run())

    assert (first, second, third) == (None, {"clock": b"1"}, None)
    assert loaded == {"server": {"clock": b"2", "faults": b"3"}}


def test_a_new_replica_loads_everything(make):
    """Hundreds of owners are loaded, each with all of its fields."""

    async def run():
        nothing, _ = keeper()
        async with connected(make, nothing) as (store,):
            for number in range(450):
                await store.swap(f"session:{number}", {"used": Swap(expected=None, value=b"1")})
            return {owner: dict(fields) async for owner, fields in store.load()}

    assert asyncio.run(run()) == {f"session:{number}": {"used": b"1"} for number in range(450)}


def addition(data, count=1, *, sequence, writer="a", keep=100, **options):
    """Return an addition to the stream."""
    return Addition(
        writer=writer,
        sequence=sequence,
        data=data,
        count=count,
        keep=keep,
        max_bytes=options.pop("max_bytes", 10_000),
        **options,
    )


async def everything(store):
    """Return first number and data of all parts of the stream, and the floor."""
    found, after = [], 0
    while (news := await store.read(after)).parts:
        found += [(part.first, part.data) for part in news.parts]
        after = news.parts[-1].position
    return found, news.floor


def test_entries_of_all_replicas_have_one_order(make):
    """Each is numbered once, also if its replica did not get the answer and repeats it."""

    async def run():
        nothing, _ = keeper()
        async with connected(make, nothing, nothing) as (one, other):
            firsts = [
                await one.append(addition(b"a", 3, sequence=1)),
                await other.append(addition(b"b", 1, sequence=1, writer="b")),
                await one.append(addition(b"a", 3, sequence=1)),
                await one.append(addition(b"c", 2, sequence=2)),
            ]
            return firsts, await everything(one) == await everything(other), await everything(one)

    firsts, is_same, found = asyncio.run(run())
    assert firsts == [1, 4, 1, 5]
    assert is_same
    assert found == ([(1, b"a"), (4, b"b"), (5, b"c")], 1)


def test_a_stream_keeps_about_as_many_entries_as_wanted(make):
    """What is older is dropped, however many entries were appended at once."""

    async def run():
        nothing, _ = keeper()
        async with connected(make, nothing) as (store,):
            for number in range(40):
                await store.append(addition(b"x", 10, sequence=number + 1))
            return await everything(store)

    found, floor = asyncio.run(run())
    assert [first for first, _ in found] == [*range(301, 401, 10)]
    assert floor == 1


def test_a_cleared_stream_goes_on_with_its_numbers(make):
    """All before is dropped; the floor says where it goes on."""

    async def run():
        nothing, _ = keeper()
        async with connected(make, nothing) as (store,):
            await store.append(addition(b"a", 3, sequence=1))
            await store.append(addition(b"all", 0, sequence=1, writer="c", is_clearing=True))
            await store.append(addition(b"b", 1, sequence=2))
            return await everything(store)

    assert asyncio.run(run()) == ([(4, b"all"), (4, b"b")], 4)


def test_a_new_stream_goes_on_where_its_first_writer_was(make):
    """So a replica that reads it sees that entries are missing."""

    async def run():
        nothing, _ = keeper()
        async with connected(make, nothing) as (store,):
            before = await store.read(0)
            first = await store.append(addition(b"a", sequence=1, known=70))
            return before, first, (await store.read(0)).epoch

    before, first, epoch = asyncio.run(run())
    assert (before.epoch, before.parts, first) == ("", [], 71)
    assert epoch


def test_announcements_and_reports_reach_every_replica(make):
    """An announcement is gone when it was received; a report is kept until it is replaced."""

    async def run():
        nothing, _ = keeper()
        async with connected(make, nothing, nothing) as (one, other):
            said = []
            one.hear = other.hear = said.append
            await one.announce(b"hello")
            await until(lambda: said == [b"hello"] * 2)
            for replica, report in (
                ("a", b"1"),
                ("b", b"2"),
                ("a", b"3"),
                ("c", b"4"),
                ("c", None),
            ):
                await one.keep_report(replica, report)
            return dict(await other.reports())

    assert asyncio.run(run()) == {"a": b"3", "b": b"2"}


def test_a_closed_store_is_gone(make):
    """After the end, every call is refused in the same way, and closing twice is no error."""

    async def run():
        nothing, _ = keeper()
        async with connected(make, nothing) as (store,):
            waiting = asyncio.create_task(store.wait_until_lost())
            await asyncio.sleep(0)
            await store.close()
            await asyncio.wait([waiting], timeout=30)
            return waiting.done()

    assert asyncio.run(run())


@needs_redis
def test_a_killed_server_is_noticed(tmp_path):
    """The connection is reported as lost, and calls are refused with a reason."""
    from mock_server.sessions.stores.redis_store import RedisStore  # noqa: PLC0415 - an extra

    async def run(running):
        nothing, _ = keeper()
        store = RedisStore(parse_address(running.url))
        await store.connect(nothing)
        running.kill()
        async with asyncio.timeout(30):
            reason = await store.wait_until_lost()
        with pytest.raises(StoreGoneError) as gone:
            await store.swap("server", {"clock": Swap(expected=None, value=b"1")})
        with pytest.raises(StoreGoneError):
            await store.connect(nothing)
        await store.close()
        return reason, str(gone.value)

    with redis_server(tmp_path) as running:
        reasons = asyncio.run(run(running))

    assert all(reason.startswith(f"redis://127.0.0.1:{running.port}/0: ") for reason in reasons)


def test_a_hub_that_is_switched_off_loses_its_replicas():
    """The store in memory fails like a real one: every call is refused, and `forget` empties it."""

    async def run():
        hub = MemoryHub()
        store = MemoryStore(hub)
        await store.connect(lambda *_: None)
        await store.swap("server", {"clock": Swap(expected=None, value=b"1")})
        hub.switch_off(forget=True)
        reason = await store.wait_until_lost()
        for call in (
            lambda: store.connect(lambda *_: None),
            lambda: store.swap("server", {}),
            lambda: store.append(addition(b"a", sequence=1)),
            lambda: store.read(0),
            lambda: store.announce(b"a"),
            store.reports,
        ):
            with pytest.raises(StoreGoneError):
                await call()
        hub.switch_on()
        await store.connect(lambda *_: None)
        return reason, [each async for each in store.load()]

    assert asyncio.run(run()) == ("it was switched off", [])
