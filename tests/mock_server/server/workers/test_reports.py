"""What a worker contributes to what all workers show."""

import asyncio
import json

from mock_server.asgi.app import create_mock
from mock_server.server.reloading import ReloadableApp, Reloader
from mock_server.server.workers.reports import WorkerReports
from mock_server.server.workers.worker_store import WorkerStore
from mock_server.settings import Settings
from tests.mock_server.observed import observed
from tests.mock_server.server.workers.rig import joined


def reports_of(contracts, link, number, **settings):
    """Return the state of a worker, and its reports."""
    options = Settings(**settings)
    live = ReloadableApp(create_mock(contracts, options, workers_store=WorkerStore()))
    reports = WorkerReports(live, link, Reloader(live, options, notify=lambda _: None))
    reports.take_part(number, 2)
    return live.mock.controls.state, reports


def test_workers_know_their_numbers_and_have_names_of_their_own(packaged):
    """A process that takes the place of another has its number, and another name."""

    async def run():
        async with joined(2) as (_, *links):
            return [reports_of(packaged, link, 1)[0].replica for link in links]

    one, other = asyncio.run(run())
    assert (one.number, one.count, other.number) == (1, 2, 1)
    assert one.name != other.name


def test_workers_with_a_store_leave_journal_and_coverage_to_it(packaged):
    """They are replicas of all others, and have names as those have."""

    async def run():
        async with joined(2) as (_, link, other):
            store = "redis://127.0.0.1:1"
            state, reports = reports_of(packaged, link, 2, store=store)
            await reports.start()
            state.shared.journal.recorded.record(observed((), "/a"))
            state.coverage.record(observed(packaged, "/subscriptions/imports"))
            await reports.stop()
            waiting = state.shared.journal.recorded.entries()
            return state, len(waiting), await other.call(b"read", b"0")

    state, waiting, appended = asyncio.run(run())
    assert not state.replica.name.startswith("worker")
    assert state.replica.name == state.link.sessions.replica
    assert (state.replica.number, state.replica.count) == (2, 2)
    assert (waiting, appended) == (1, [b"1"])


def test_what_a_worker_has_counted_outlives_it(packaged):
    """The next process with its number begins with its coverage, also after an earlier reset."""

    async def run():
        async with joined(2) as (parent, first, _):
            state, reports = reports_of(packaged, first, 1)
            await reports.start()
            path = packaged[0].path_of(packaged[0].operations[0]).replace("{", "").replace("}", "")
            for _ in range(3):
                state.coverage.record(observed(packaged, path))
            await reports.stop()
            await first.call(b"names")
            parent.leave(1)
            again = await parent.join(1)
            state, reports = reports_of(packaged, again, 1)
            await again.call(b"names")
            state.coverage.clear()  # as the reset in the store does that is read first
            await reports.start()
            await reports.stop()
            return state.coverage.report(packaged, ())

    report = asyncio.run(run())
    counts = [answer["count"] for each in report["operations"] for answer in each["answers"]]
    assert sum(counts) == 3


def test_snapshots_of_the_others_are_collected(packaged):
    """Each by its number."""

    async def run():
        async with joined(2) as (_, *links):
            states = [reports_of(packaged, link, number)[0] for number, link in enumerate(links, 1)]
            return await states[0].shared.collect("metrics")

    found = asyncio.run(run())
    assert list(found) == [2]
    assert json.loads(found[2])["histograms"] == []


def test_readings_of_another_worker_are_served(packaged):
    """The documents are loaded again under them."""

    async def run():
        async with joined(2) as (_, *links):
            states = [reports_of(packaged, link, number)[0] for number, link in enumerate(links, 1)]
            await states[0].shared.announce("readings", b'{"a.b": "c"}')
            for _ in range(6_000):  # a busy machine loads documents for long
                if states[1].reloads.at is not None:
                    break
                await asyncio.sleep(0.01)
            return states[1].readings.chosen, states[1].reloads.at

    chosen, loaded_at = asyncio.run(run())
    assert chosen == {"a.b": "c"}
    assert loaded_at is not None
