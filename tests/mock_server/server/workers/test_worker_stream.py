"""The stream of exchanges of a worker."""

import asyncio

from mock_server.server.workers.worker_stream import WorkerStream
from tests.mock_server.server.workers.rig import joined


def test_exchanges_of_all_workers_have_one_order():
    """Each is numbered, whichever worker appended it, and every worker reads the same."""

    async def run():
        async with joined(2) as (_, *links):
            one, other = map(WorkerStream, links)
            firsts = [await one.append(2, b"a"), await other.append(1, b"b")]
            return firsts, await one.read(0), await other.read(0), await other.read(1)

    firsts, (floor, parts), again, (_, new) = asyncio.run(run())
    assert (firsts, floor) == ([1, 3], 1)
    assert [(part.first, part.data) for part in parts] == [(1, b"a"), (3, b"b")]
    assert again == (floor, parts)
    assert [part.data for part in new] == [b"b"]


def test_what_others_have_is_waited_for():
    """When they have replied, what they had is in the stream."""

    async def run():
        async with joined(2) as (_, *links):
            one, other = map(WorkerStream, links)

            async def publish(_):
                await other.append(1, b"waiting")
                return [b""]

            links[1].replies[b"publish"] = publish
            await one.gather()
            return [part.data for part in (await one.read(0))[1]]

    assert asyncio.run(run()) == [b"waiting"]


def test_a_cleared_journal_is_cleared_for_all():
    """What was before is not read any more; numbers go on."""

    async def run():
        async with joined(1) as (_, link):
            stream = WorkerStream(link)
            await stream.append(2, b"a")
            await stream.clear(b"all", is_whole=True)
            return await stream.append(1, b"b"), await stream.read(0)

    first, (floor, parts) = asyncio.run(run())
    assert (first, floor, [part.data for part in parts]) == (3, 3, [b"all", b"b"])
