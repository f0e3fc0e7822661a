"""A check by a fleet, with a fleet in memory whose workers really check."""

import json
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from contracts.errors import UnreachableError
from contracts.http.client.limits import RequestBudget
from contracts.run.check import check
from contracts.run.parallel.fleet.examining import START_SECONDS, Fleet
from contracts.run.parallel.fleet.orders import TaskOutcome
from contracts.run.parallel.fleet.prepared import prepare_check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import serve
from tests.contracts.run.parallel.divided import comparable, shelf_server, shelves
from tests.contracts.run.parallel.fleet.made_fleet import MadeFleet

FEW = frozenset({"documented", "methods"})


@pytest.fixture
def spec(tmp_path):
    """The path of a document with three independent resources of three operations."""
    path = tmp_path / "shelves.json"
    path.write_text(json.dumps(shelves(3)), encoding="utf-8")
    return path


def settings_of(url, spec, **changes):
    """Return the settings of a run, the same on every machine."""
    given = {"profile": PROFILES["smoke"], "probes": FEW, **changes}
    return CheckSettings(targets=(url,), specs=(spec,), **given)


def fleet_of(made):
    """Return what a run needs of a fleet in memory."""
    return Fleet(run="run", words=lambda _: ("--",), queue=made, store=made, shown="redis://a")


@contextmanager
def working(url, spec, **changes):
    """Yield a fleet in memory of two workers that check a server."""
    run = prepare_check(
        settings_of(url, spec), HastyClock(), servers=frozenset({url}), pace_of=lambda _: None
    )
    with closing(run):
        yield MadeFleet(
            "a",
            "b",
            shared=lambda task, unit, share: TaskOutcome(task=task, partial=run.do(unit, share)),
            **changes,
        )


def test_report_of_a_fleet_is_that_of_one_process(spec):
    """Every resource is a unit of its own, and the whole is what one process reports."""
    with serve(shelf_server(broken=("/s1",))) as server, working(server.url, spec) as made:
        settings = settings_of(server.url, spec)
        divided = check(settings, made.clock, examine=fleet_of(made).examine)
        whole = check(settings, HastyClock())

    parts, one = comparable(divided), comparable(whole)
    # It makes sure of the base path, and that the server serves two workers at the same time.
    sent = [each.pop("traffic")["methods"]["GET"] for each in (parts, one)]
    assert parts == one
    assert sent[0] == sent[1] + 4
    assert len(made.done) == 3
    assert made.is_ended


def test_budget_of_a_run_holds_for_all_workers(spec):
    """All machines together send at most the allowed number, to every operation, and say so."""
    budget = RequestBudget(max_requests=40)
    with serve(shelf_server()) as server, working(server.url, spec) as made:
        settings = settings_of(server.url, spec, budget=budget, probes=None)
        report = check(settings, made.clock, examine=fleet_of(made).examine)

    assert report.tally.requests <= len(server.seen) <= 40
    assert any("(--max-requests)" in note for note in report.notes)
    assert all(operation.exchanges for operation in report.operations)


def test_operations_of_lost_workers_are_not_proved(spec):
    """Operations that killed two workers are reported with the reason, the others are proved."""
    with (
        serve(shelf_server()) as server,
        working(server.url, spec, dies=lambda unit: "list1" in unit.operations) as made,
    ):
        made.alive |= {"c": "", "d": ""}
        report = check(settings_of(server.url, spec), made.clock, examine=fleet_of(made).examine)

    unproved = {each.id: each.unverified_reason for each in report.operations}
    assert {name for name, reason in unproved.items() if reason} == {"list1", "show1", "part1"}
    assert "2 times" in unproved["list1"]


def test_fleet_without_workers_is_refused():
    """A run that no worker would ever do says how to start one, before anything is sent."""
    made = MadeFleet()
    before = made.clock.monotonic()

    with pytest.raises(UnreachableError, match="contracts worker"):
        fleet_of(made).wait_for_workers(made.clock, print)

    assert made.clock.monotonic() - before >= START_SECONDS


def test_wait_for_a_worker_is_said_at_once_and_no_longer_than_the_run():
    """The user reads for what the run waits, and `--max-time` ends that too."""
    made, said = MadeFleet(), []
    fleet = replace(fleet_of(made), origins=("http://a",))
    before = made.clock.monotonic()

    def say(line):
        said.append((line, made.clock.monotonic() - before < 1))

    with pytest.raises(UnreachableError, match="--server http://a"):
        fleet.wait_for_workers(made.clock, say, 3.0)

    assert said == [("waiting for a worker of redis://a that may call http://a, for 3 s", True)]
    assert 3 <= made.clock.monotonic() - before < START_SECONDS
