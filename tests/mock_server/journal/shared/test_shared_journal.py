"""The journal of several processes."""

import asyncio

from mock_server.journal.journal import Journal
from mock_server.journal.shared.shared_journal import MAX_PART, SharedJournal
from mock_server.server.workers.worker_store import WorkerStream
from tests.mock_server.observed import NOON, observed
from tests.mock_server.server.workers.rig import joined


def shared(links, **options):
    """Return the shared journal of each worker, and let it publish when it is asked to."""
    made = [SharedJournal(Journal(**options), Journal(**options)) for _ in links]
    for journal, link in zip(made, links, strict=True):
        journal.use(WorkerStream(link), dict)

        async def publish(_, journal=journal):
            await journal.publish()
            return [b""]

        link.replies[b"publish"] = publish
    return made


def paths(journal):
    """Return number and path of what is shown."""
    return [(entry.id, entry.path.decode()) for entry in journal.shown.entries()]


def record(journal, *names, session=""):
    """Record an exchange for each path."""
    for name in names:
        journal.recorded.record(observed((), name, session=session))


def test_every_process_shows_what_all_have_recorded():
    """At once, in one order, with the same numbers, whichever process is asked."""

    async def run():
        async with joined(2) as (_, *links):
            one, other = shared(links)
            record(one, "/a")
            record(other, "/b", "/c")
            await one.refresh()
            record(one, "/d")
            await other.refresh()
            await one.refresh()
            return paths(one), paths(other)

    first, second = asyncio.run(run())
    assert first == second
    assert sorted(path for _, path in first) == ["/a", "/b", "/c", "/d"]
    assert [number for number, _ in first] == [1, 2, 3, 4]


def test_a_cleared_journal_is_cleared_in_every_process():
    """What was recorded before is gone everywhere, and what comes later is not."""

    async def run():
        async with joined(2) as (_, *links):
            one, other = shared(links)
            record(other, "/before")
            await one.clear(None)
            record(other, "/after")
            for each in (one, other):
                await each.refresh()
            return paths(one), paths(other), one.shown.dropped, other.shown.dropped

    assert asyncio.run(run()) == ([(2, "/after")], [(2, "/after")], 0, 0)


def test_one_session_s_exchanges_are_deleted_in_every_process():
    """Those of other sessions stay."""

    async def run():
        async with joined(2) as (_, *links):
            one, other = shared(links)
            record(one, "/a", session="a")
            record(other, "/b", session="b")
            await other.refresh()
            await one.clear("a")
            await other.refresh()
            return paths(one), paths(other)

    first, second = asyncio.run(run())
    assert first == second
    assert [path for _, path in first] == ["/b"]


def test_what_does_not_fit_is_counted():
    """A process that looks late knows how many it has missed, so that it verifies no less."""

    async def run():
        async with joined(2) as (_, *links):
            one, other = shared(links, max_entries=MAX_PART)
            for number in range(3):
                record(one, *(f"/{number}" for _ in range(MAX_PART - 100)))
                await one.publish()
            record(one, *("/late" for _ in range(MAX_PART + 7)))
            await other.refresh()
            return len(other.shown.entries()), other.shown.dropped, other.shown.latest

    kept, dropped, latest = asyncio.run(run())
    assert kept + dropped == latest == 3 * (MAX_PART - 100) + MAX_PART + 7
    assert kept == MAX_PART


def test_the_last_exchange_of_a_process_is_found():
    """A replay is answered with the exchange that it made, and not with one of another worker."""

    async def run():
        async with joined(2) as (_, *links):
            one, other = shared(links)
            record(other, "/other")
            await other.publish()
            record(one, "/own")
            number = await one.latest_own()
            record(other, "/later")
            await other.publish()
            return one.shown.find(number).path

    assert asyncio.run(run()) == b"/own"


def test_what_was_recorded_is_published_by_itself_and_at_the_end():
    """So a worker that is killed takes with it a tenth of a second at most."""

    async def run():
        async with joined(2) as (_, *links):
            one, other = shared(links)
            await one.start()
            record(one, "/a")
            while one.recorded.entries():  # noqa: ASYNC110 - nothing signals it
                await asyncio.sleep(0.01)
            record(one, "/b")
            await one.stop()
            await other.refresh(is_whole=False)
            return [path for _, path in paths(other)]

    assert asyncio.run(run()) == ["/a", "/b"]


def test_a_reset_of_another_server_forgets_what_was_before_it():
    """In every worker, also one that has not read it; what comes later stays."""

    async def run():
        async with joined(2) as (_, *links):
            one, other = shared(links)
            record(one, "/before")
            one.forget(None, NOON + 1)  # a reset that is read at the start
            await one.start()
            await one.refresh()
            kept = paths(one)
            one.forget(None, NOON + 1)
            one.recorded.record(observed((), "/after", real=NOON + 2))
            await asyncio.sleep(0.02)
            await other.refresh()
            await one.refresh()
            await one.stop()
            return kept, paths(one), paths(other)

    kept, first, second = asyncio.run(run())
    assert kept == [(1, "/before")]
    assert first == second == [(2, "/after")]
