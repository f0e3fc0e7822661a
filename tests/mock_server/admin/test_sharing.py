"""What the admin API does before and after a call if several processes serve."""

import asyncio

import pytest

from mock_server.admin.api import ROUTES
from mock_server.admin.calls import AdminCall
from mock_server.admin.sharing import (
    CLEARS_JOURNAL,
    COUNTS_JOURNAL,
    READS_JOURNAL,
    inform_others,
    read_others,
)
from mock_server.admin.state import SharedReports
from mock_server.asgi.app import create_mock
from mock_server.journal.shared.shared_journal import SharedJournal
from mock_server.server.workers.worker_store import WorkerStore
from mock_server.settings import Settings


@pytest.fixture(scope="module")
def controls(packaged):
    """Return the controls of one of several workers."""
    return create_mock(packaged, Settings(), workers_store=WorkerStore()).controls


def test_the_operations_exist():
    """A renamed operation would no longer show what other workers have."""
    assert ROUTES.keys() >= (READS_JOURNAL | COUNTS_JOURNAL | CLEARS_JOURNAL)


def test_every_worker_counts_and_this_one_too(controls):
    """Metrics are collected by worker; coverage of all is reported together."""
    state = controls.state
    state.replica.number = 2
    others = {1: b'{"histograms":[["a","b",200,false,[1],0.5]],"faults":{},"reloads":{}}'}

    async def collect(kind):
        return others if kind == "metrics" else {1: b"{}"}

    state.shared.collect = collect

    async def run():
        await read_others(AdminCall(controls=controls), "showMetrics")
        await read_others(AdminCall(controls=controls), "showCoverage")

    asyncio.run(run())
    assert set(state.shared.metrics) == {1, 2}
    assert state.shared.metrics[2] is state.metrics
    assert controls.coverage()["met"] == 0


def test_chosen_readings_are_passed_on(controls):
    """Other workers load their documents under them."""
    said = []

    async def announce(kind, value):
        said.append((kind, value))

    controls.state.shared.announce = announce
    controls.state.readings.chosen["a.b"] = "c"
    asyncio.run(inform_others(AdminCall(controls=controls), "chooseReadings"))

    assert said == [("readings", b'{"a.b": "c"}')]


def test_one_process_alone_does_nothing(packaged):
    """Without other workers no call waits."""
    alone = create_mock(packaged, Settings()).controls

    async def run():
        for operation in ROUTES:
            await read_others(AdminCall(controls=alone), operation)
            await inform_others(AdminCall(controls=alone), operation)

    asyncio.run(run())
    assert alone.state.shared is None


def test_workers_show_one_journal_and_record_in_another(controls):
    """What is recorded waits to be published; it is not shown before."""
    shared = controls.state.shared

    assert isinstance(shared, SharedReports)
    assert isinstance(shared.journal, SharedJournal)
    assert shared.journal.shown is controls.state.journal
    assert shared.journal.recorded in controls.state.recorders
    assert shared.journal.shown not in controls.state.recorders
