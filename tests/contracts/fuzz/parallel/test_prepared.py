"""A fuzz run by a fleet in memory, whose workers really fuzz a small server."""

from contextlib import closing

import pytest

from contracts.errors import OptionError
from contracts.fuzz.campaign import run_fuzz
from contracts.fuzz.fuzz_run import FuzzCallbacks
from contracts.fuzz.parallel.campaign import on_fleet
from contracts.fuzz.parallel.prepared import prepare_fuzz
from contracts.http.clock import SystemClock
from contracts.http.interruption import Interruption
from contracts.run.parallel.fleet.examining import Fleet
from contracts.run.parallel.fleet.orders import TaskOutcome
from contracts.run.settings.fuzz import FuzzSettings
from contracts.witnesses.witness import read_witness
from tests.contracts.fuzz.parallel.test_campaign import failing
from tests.contracts.live import serve
from tests.contracts.run.parallel.fleet.made_fleet import MadeFleet
from tests.contracts.shop import SPEC, VARIABLES
from tests.contracts.shop_server import shop


def settings_of(url, folder):
    """Return the settings of a run; the folder is that of one machine."""
    return FuzzSettings(
        targets=(url,), specs=(SPEC,), environ={"SHOP_TOKEN": "hush"}, env=VARIABLES,
        seconds=120.0, corpus=folder / "corpus", witnesses=folder / "witnesses",
    )  # fmt: skip


def prepared(url, folder, servers):
    """Return what a worker has prepared."""
    return prepare_fuzz(
        settings_of(url, folder),
        SystemClock(),
        servers=frozenset(servers),
        pace_of=lambda _: lambda: 0.0,
    )


def test_fleet_finds_what_there_is_and_brings_the_witness_home(tmp_path):
    """One cause is one finding; its witness is in the folder of the run, and nowhere else."""
    with (
        serve(shop(failing)) as server,
        closing(prepared(server.url, tmp_path / "there", [server.url])) as run,
    ):
        home = tmp_path / "here"

        def answer(task, unit, share):
            partial = run.do(unit, share)
            return TaskOutcome(task=task, partial=partial, witnesses=run.witnesses(partial))

        made = MadeFleet("a", "b", shared=answer)
        fleet = Fleet(run="run", words=lambda _: (), queue=made, store=made, shown="redis://a")
        report = run_fuzz(
            settings_of(server.url, home), made.clock, FuzzCallbacks(), Interruption(),
            fuzz=on_fleet(fleet, rounds=1),
        )  # fmt: skip

        assert report.tally.requests == len(server.seen)

    [error] = [each for each in report.findings if each.witness]
    [path] = (home / "witnesses").iterdir()
    assert error.witness == str(path)
    assert read_witness(path).id == error.id
    assert int(report.exit_code) == 1
    assert not (tmp_path / "there").exists()


def test_server_that_was_not_named_to_the_worker_is_not_fuzzed(tmp_path):
    """A message in the queue cannot turn a worker against another server."""
    with pytest.raises(OptionError, match="may not call this server"):
        prepared("http://127.0.0.1:1", tmp_path, ["https://staging.example"])
