"""What one of several replicas contributes to journal and coverage of all."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from mock_server.journal.coverage import Coverage
from mock_server.journal.entries.journal import Journal
from mock_server.journal.shared.replica_reports import ReplicaReports
from mock_server.journal.shared.shared_journal import SharedJournal
from mock_server.sessions.stores.store import StoreGoneError
from tests.mock_server.observed import observed
from tests.mock_server.sessions.stores.memory_store import MemoryHub, MemoryStore


class Replica:
    """A replica without its server."""

    def __init__(self, hub, name):
        self.name, self.gone = name, ""
        self.coverage = Coverage()
        self.journal = SharedJournal(Journal(), Journal())
        self.store = MemoryStore(hub)
        self.reports = ReplicaReports(
            self.journal, self.coverage, self.store, gone=lambda: self.gone, ticker=lambda: 0.0
        )

    async def start(self):
        """Take part."""
        await self.store.connect(lambda *_: None)
        await self.reports.start(self.name, dict)
        for _ in range(10):
            await asyncio.sleep(0)

    async def counted(self, contracts, session=None):
        """Return how many responses the fleet has counted, as this replica knows."""
        self.coverage.show_with((await self.reports.coverages())[0])
        report = self.coverage.report(contracts, (), session)
        answers = (each for operation in report["operations"] for each in operation["answers"])
        return sum(answer["count"] for answer in answers)


@asynccontextmanager
async def replicas(*names):
    """Yield replicas that run."""
    hub = MemoryHub()
    made = [Replica(hub, name) for name in names]
    for each in made:
        await each.start()
    yield made
    for each in made:
        await each.reports.stop()


def exchange(contracts, session=""):
    """Return an exchange that is documented."""
    contract = contracts[0]
    operation = next(each for each in contract.operations if each.method == "GET")
    path = contract.path_of(operation).replace("{", "").replace("}", "")
    return observed(contracts, path, session=session)


def test_each_exchange_has_the_name_of_its_replica():
    """Whichever one shows it."""

    async def run():
        async with replicas("a", "b") as (one, other):
            one.journal.recorded.record(observed((), "/one"))
            other.journal.recorded.record(observed((), "/other"))
            await one.journal.refresh()
            return {(entry.replica, entry.path) for entry in one.journal.shown.entries()}

    assert asyncio.run(run()) == {("a", b"/one"), ("b", b"/other")}


def test_coverage_is_that_of_all_also_of_those_that_have_ended(packaged):
    """A replica that is scaled away has tested what it has tested."""

    async def run():
        async with replicas("a", "b") as (one, other):
            for each in (one, other, other):
                each.coverage.record(exchange(packaged))
            together = await one.counted(packaged)
            await other.reports.stop()
            return together, await one.counted(packaged)

    assert asyncio.run(run()) == (3, 3)


def test_a_reset_forgets_what_ended_replicas_have_counted(packaged):
    """Of one session, or of all."""

    async def run():
        async with replicas("a", "b") as (one, other):
            for session in ("x", "y"):
                other.coverage.record(exchange(packaged, session))
            await other.reports.stop()
            before = await one.counted(packaged)
            await one.reports.clear_coverage("x")
            after = [await one.counted(packaged), await one.counted(packaged, "x")]
            await one.reports.clear_coverage(None)
            return before, after, await one.counted(packaged)

    assert asyncio.run(run()) == (2, [1, 0], 0)


def test_a_broken_report_hides_no_other(packaged):
    """What another program has written in the place of a report counts nothing."""

    async def run():
        async with replicas("a", "b") as (one, other):
            other.coverage.record(exchange(packaged))
            for name, report in (("x", b"no JSON"), ("y", b'{"s": 5}'), ("z", b"[]")):
                await one.store.keep_report(name, report)
            found = await one.counted(packaged)
            await one.reports.clear_coverage("s")
            return found, sorted(await one.store.reports())

    assert asyncio.run(run()) == (1, ["b", "y"])


def test_without_the_store_there_is_a_reason():
    """It is that of the link, at once."""

    async def run():
        async with replicas("a") as (one,):
            one.gone = "it is away"
            for call in (one.reports.coverages, lambda: one.reports.clear_coverage(None)):
                with pytest.raises(StoreGoneError, match="it is away"):
                    await call()

    asyncio.run(run())
