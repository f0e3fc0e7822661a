"""The journal of several processes."""

import asyncio

import pytest

from mock_server.journal.entries.journal import Journal
from mock_server.journal.shared.shared_journal import MAX_PART, MAX_PART_BYTES, SharedJournal
from mock_server.journal.shared.stream import SharedBatch, SharedBatches
from mock_server.server.workers.worker_store import WorkerStream
from mock_server.sessions.stores.store import StoreGoneError
from tests.mock_server.observed import observed
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


class Stream:
    """A stream in memory that can be switched off, and loses an answer or everything."""

    def __init__(self):
        self.parts, self.epoch, self.last = [], "1", 0
        self.is_up = self.answers = True
        self.silent = ""

    def check(self):
        """Fail like a store that cannot be reached."""
        if not self.is_up:
            raise StoreGoneError("switched off")

    async def append(self, entries, *, lost, known):
        """Append, or do not; a repeated call appends nothing."""
        self.check()
        same = [part for part in self.parts if part[1] is entries]
        if not same:
            first = (self.last if self.parts or self.last else known) + 1
            self.last = first + lost + len(entries) - 1
            self.parts.append((first + lost, entries))
        if not self.answers:
            raise StoreGoneError("no answer")
        return (same or self.parts)[-1][0] - lost

    async def clear(self, session):
        """Do nothing."""

    async def gather(self):
        """There is no other process, or one that does not answer."""
        self.check()
        return self.silent

    async def read(self, after, _):
        """Return the parts, whose positions are counted."""
        self.check()
        parts = [
            SharedBatch(
                position=place, entries=tuple(e._replace(id=first + n) for n, e in enumerate(es))
            )
            for place, (first, es) in enumerate(self.parts, 1)
            if place > after
        ]
        return SharedBatches(epoch=self.epoch, parts=parts)


def alone(**limits):
    """Return a journal that shares through a stream in memory, and that stream."""
    journal, stream = SharedJournal(Journal(**limits), Journal(**limits)), Stream()
    journal.use(stream, dict)
    return journal, stream


async def gone(journal, **how):
    """Refresh a journal whose stream cannot be reached."""
    with pytest.raises(StoreGoneError):
        await journal.refresh(**how)


def test_without_the_stream_a_process_shows_its_own_after_what_was_read():
    """It says why, each exchange is shown once, and the final numbers come with the stream."""

    async def run():
        journal, stream = alone()
        record(journal, "/a")
        await journal.refresh()
        record(journal, "/b")
        stream.is_up = False
        await gone(journal)
        record(journal, "/c")
        await gone(journal)
        await gone(journal, is_whole=False)
        own, trouble = paths(journal), journal.trouble
        stream.is_up = True
        stream.parts.append((2, journal.shown.entries()[:1]))  # of another process
        stream.last = 2
        await journal.refresh()
        return own, trouble, paths(journal), journal.trouble, journal.shown.dropped

    own, trouble, after, no_trouble, dropped = asyncio.run(run())
    assert own == [(1, "/a"), (2, "/b"), (3, "/c")]
    assert (trouble, no_trouble, dropped) == ("switched off", "", 0)
    assert after == [(1, "/a"), (2, "/a"), (3, "/b"), (4, "/c")]


def test_an_append_whose_answer_was_lost_is_repeated_as_it_was():
    """So the stream can see that it has it, and nothing is shown twice."""

    async def run():
        journal, stream = alone()
        record(journal, "/a")
        stream.answers = False
        await gone(journal)
        record(journal, "/b")
        stream.answers = True
        await journal.refresh()
        return paths(journal)

    assert asyncio.run(run()) == [(1, "/a"), (2, "/b")]


def test_a_stream_that_was_emptied_begins_anew_and_what_is_gone_counts_as_dropped():
    """Every process shows the same then, and verifies no less."""

    async def run():
        journal, stream = alone()
        record(journal, "/a", "/b", "/c")
        await journal.refresh()
        stream.parts, stream.epoch, stream.last = [], "2", 0
        record(journal, "/d")
        await journal.refresh()
        return paths(journal), journal.shown.dropped

    assert asyncio.run(run()) == ([(4, "/d")], 3)


def test_before_it_takes_part_a_process_shows_its_own():
    """In an application that another server runs, for example, which takes part in nothing."""

    async def run():
        journal = SharedJournal(Journal(), Journal())
        record(journal, "/a")
        await journal.refresh()
        return paths(journal)

    assert asyncio.run(run()) == [(1, "/a")]


def test_a_process_that_does_not_answer_is_trouble_until_all_do():
    """What it has recorded last may be missing."""

    async def run():
        journal, stream = alone()
        stream.silent = "no answer of b"
        await journal.refresh()
        first, stream.silent = journal.trouble, ""
        await journal.refresh()
        return first, journal.trouble

    assert asyncio.run(run()) == ("no answer of b", "")


def test_requests_for_one_long_answer_are_appended_at_once():
    """Equal bodies travel once, so they are no reason for many parts."""

    async def run():
        journal, stream = alone()
        for number in range(20):
            answer = b"x" * (MAX_PART_BYTES // 4)
            journal.recorded.record(observed((), f"/{number}", answer=answer))
        await journal.publish()
        return len(stream.parts)

    assert asyncio.run(run()) == 1


def test_what_does_not_fit_while_the_stream_is_gone_is_counted():
    """Before the stream is back, and afterwards."""

    async def run():
        journal, stream = alone(max_entries=3)
        stream.is_up = False
        record(journal, *"abcde")
        await gone(journal)
        alone_shown = paths(journal), journal.shown.dropped
        stream.is_up = True
        await journal.refresh()
        return alone_shown, (paths(journal), journal.shown.dropped)

    kept = [(3, "c"), (4, "d"), (5, "e")]
    assert asyncio.run(run()) == ((kept, 2), (kept, 2))


def test_the_exchange_that_was_recorded_last_is_found_without_the_stream():
    """A replay is answered with its exchange, whatever the store does."""

    async def run():
        journal, stream = alone()
        stream.is_up = False
        record(journal, "/a", "/b")
        return journal.shown.find(await journal.latest_own()).path

    assert asyncio.run(run()) == b"/b"
