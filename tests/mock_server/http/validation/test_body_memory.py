"""Long bodies share a memory, and wait for each other."""

import asyncio

import pytest

from mock_server.http.problems import RequestRejected
from mock_server.http.validation.body_memory import MAX_UNCOUNTED, MORE_BYTES, BodyMemory

MIB = 1024 * 1024


async def settle():
    """Let every task go on as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_bodies_wait_for_room_and_get_it_in_their_order():
    """No more bytes are held than there is room for; no one is overtaken or forgotten."""

    async def run():
        memory = BodyMemory(32 * MIB)
        held, most, order = 0, 0, []

        async def read(number, size):
            nonlocal held, most
            async with memory.room(size):
                held += size
                most = max(most, held)
                order.append(number)
                await asyncio.sleep(0)
                held -= size

        sizes = [32, 20, 32, 1, 32, 40, 2]
        async with asyncio.timeout(20):
            await asyncio.gather(*(read(n, size * MIB) for n, size in enumerate(sizes)))
        assert most <= 32 * MIB + MORE_BYTES
        assert order == sorted(order)
        assert memory.free == 32 * MIB + MORE_BYTES

    asyncio.run(run())


def test_short_bodies_never_wait():
    """Ordinary requests are read whatever others upload."""

    async def run():
        memory = BodyMemory(0)
        async with memory.room(MORE_BYTES), asyncio.timeout(5), memory.room(MAX_UNCOUNTED):
            return memory.free

    assert asyncio.run(run()) == 0


def test_a_body_that_waits_too_long_is_refused():
    """The client is asked to come back, and its place is given to the next one."""

    async def run():
        memory = BodyMemory(0, max_wait_seconds=0.01)
        async with memory.room(MORE_BYTES):
            with pytest.raises(RequestRejected) as raised:
                async with memory.room(MORE_BYTES):
                    raise AssertionError
        async with memory.room(MORE_BYTES):
            return raised.value

    refusal = asyncio.run(run())
    assert (refusal.status, refusal.headers) == (503, ((b"retry-after", b"1"),))


def test_a_client_that_left_gives_its_room_back():
    """A request that is cancelled, waiting or not, holds nothing afterwards."""

    async def run():
        memory = BodyMemory(0)

        async def read():
            async with memory.room(MORE_BYTES):
                await asyncio.sleep(60)

        tasks = [asyncio.create_task(read()) for _ in range(3)]
        await settle()
        for task in (tasks[1], tasks[0], tasks[2]):
            task.cancel()
            await settle()
        return memory.free

    assert asyncio.run(run()) == MORE_BYTES
