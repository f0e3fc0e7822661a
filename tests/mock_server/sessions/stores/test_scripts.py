"""The scripts that Redis executes, in a real server."""

import asyncio

import pytest

from mock_server.sessions.stores.address import parse_address
from mock_server.sessions.stores.redis_store import RedisStore
from mock_server.sessions.stores.store import Addition, StoreGoneError
from tests.redis_server import needs_redis, redis_server

pytestmark = needs_redis


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One real server for the file."""
    with redis_server(tmp_path_factory.mktemp("redis")) as running:
        yield running


def run(server, do):
    """Return what `do` returns for a connected store on an empty server."""

    async def connected():
        store = RedisStore(parse_address(server.url))
        try:
            await store.connect(lambda *_: None)
            return await do(store)
        finally:
            await store.close()

    server.command("FLUSHALL")
    return asyncio.run(connected())


def addition(sequence, data=b"x" * 1000, **options):
    """Return an addition of one entry."""
    return Addition(
        writer="a", sequence=sequence, data=data, count=1, keep=1000, max_bytes=5000, **options
    )


def test_the_stream_is_bounded_in_bytes(server):
    """A few long entries are kept where many short ones would be."""

    async def do(store):
        for number in range(1, 30):
            await store.append(addition(number))
        return [part.first for part in (await store.read(0)).parts]

    kept = run(server, do)
    assert kept == [*range(30 - len(kept), 30)]
    assert len(kept) in (5, 6)


def test_an_entry_that_is_longer_than_the_stream_may_be_is_kept_alone(server):
    """It is read by those who ask before the next one."""

    async def do(store):
        await store.append(addition(1))
        await store.append(addition(2, b"x" * 20_000))
        return [len(part.data) for part in (await store.read(0)).parts]

    assert run(server, do) == [20_000]


def test_keys_of_another_type_are_a_reason_and_no_crash(server):
    """Another program that has taken the name costs the journal of the fleet, and is named."""

    async def do(store):
        server.command("SET", "mock-server:{journal}:state", "hello")
        with pytest.raises(StoreGoneError, match="WRONGTYPE"):
            await store.append(addition(1))
        with pytest.raises(StoreGoneError, match="WRONGTYPE"):
            await store.read(0)

    run(server, do)
