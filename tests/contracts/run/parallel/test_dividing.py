"""Tests of divided runs: the report is that of one process."""

import json
from dataclasses import replace

import pytest

from contracts.fuzz.schemathesis.engine import fuzz
from contracts.http.client.limits import RequestBudget
from contracts.results.report import ExitCode
from contracts.run.check import check
from contracts.run.parallel.dividing import examine_divided
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from openapi.contract import Severity
from tests.contracts import clubs
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, serve
from tests.contracts.run.parallel.divided import (
    comparable,
    divided,
    in_this_process,
    shelf_server,
    shelves,
)

FEW = frozenset({"documented", "methods"})
"""Probes of a quick run."""


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    """Return the path of a document with two independent resources of three operations."""
    path = tmp_path_factory.mktemp("shelves") / "shelves.json"
    path.write_text(json.dumps(shelves(2)), encoding="utf-8")
    return path


def run(url, spec, examine=None, *, generated=0, **changes):
    """Return the report on a server, divided if `examine` says so."""
    profile = replace(PROFILES["ci"], max_examples=generated)
    given = {"targets": (url,), "specs": (spec,), "profile": profile, "probes": FEW, **changes}
    return check(CheckSettings(**given), HastyClock(), fuzz if generated else None, examine=examine)


@pytest.fixture(scope="module")
def broken():
    """Return a server of shelves that is wrong in two resources."""
    with serve(shelf_server(broken=("/s1",))) as server:
        yield server


@pytest.fixture(scope="module")
def whole(spec, broken):
    """Return the report of one process."""
    return comparable(run(broken.url, spec))


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_a_divided_run_reports_what_one_process_reports(spec, broken, whole, workers):
    """Findings with their order and exchanges, verdicts, coverage and traffic are the same."""
    units = []
    parts = comparable(run(broken.url, spec, divided(workers, units)))

    assert parts == whole
    assert len(units) > 1
    assert whole["findings"]


def test_generated_requests_are_those_of_one_process(tmp_path):
    """The generator makes the same requests of an operation, whichever others are in its unit."""
    path = tmp_path / "shelves.json"
    path.write_text(json.dumps(shelves(2)), encoding="utf-8")
    few = {"probes": frozenset(), "generated": 2, "operations": ("list*",)}
    with serve(shelf_server(broken=("/s1",))) as server:
        whole = comparable(run(server.url, path, **few))
        parts = comparable(run(server.url, path, divided(2), **few))

    assert parts == whole
    assert whole["traffic"]["methods"]["GET"] > 6


def test_ids_that_are_learned_from_another_operation_are_known_in_a_part():
    """Nested resources whose documented ids do not exist are learned and proved, as in one run."""
    with serve(clubs.answer) as server:
        whole = comparable(run(server.url, clubs.SPEC))
        parts = comparable(run(server.url, clubs.SPEC, divided(3)))

    assert parts == whole
    assert [each["verdict"] for each in parts["operations"]] == ["pass"] * 4


def test_a_budget_of_requests_holds_for_all_parts_and_leaves_no_operation_out(spec):
    """At most the allowed number is sent, each operation gets some, and the report says so."""
    with serve(shelf_server()) as server:
        budget = RequestBudget(max_requests=40)
        report = run(server.url, spec, divided(2), budget=budget, probes=None)

    assert report.tally.requests == len(server.seen) <= 40
    assert all(operation.exchanges for operation in report.operations)
    assert "its part of the 40 requests of the run was sent (--max-requests)" in report.notes[0]


def test_units_that_are_lost_are_not_proved(spec):
    """Operations whose workers were killed twice are reported with the reason, never green."""

    def killed(sessions, given):
        def do(schedule, _):
            while (unit := schedule.next()) is not None:
                schedule.lose(unit.number, "it was killed (SIGKILL)")

        return examine_divided(sessions, given, workers=2, do=do)

    with serve(shelf_server()) as server:
        report = run(server.url, spec, killed)

    assert {each.unverified_reason for each in report.operations} == {
        "the worker that checked it ended 2 times: it was killed (SIGKILL)"
    }
    assert report.exit_code is ExitCode.FINDINGS
    assert report.count(Severity.ERROR) == 0


def test_a_server_that_falls_silent_is_left_alone_by_all_parts(spec):
    """Once a part has found the server gone, no other part is begun."""
    seen = []

    def dies(request):
        return shelf_server()(request) if len(server.seen) < 90 else Reply(raw=b"")

    with serve(dies) as server:
        report = run(server.url, spec, divided(2, seen))

    assert len(seen) < 12
    assert report.exit_code is ExitCode.FINDINGS
    assert report.operations[-1].unverified_reason == "3 requests in a row had no answer"


def test_a_part_that_was_done_again_is_a_note_and_no_worse_verdict(spec):
    """A worker that ended is named; what another one has done in its place counts."""

    def losing(sessions, given):
        do = in_this_process(sessions, given)

        def lose_one(schedule, budgets):
            schedule.lose(schedule.next().number, "it was killed (SIGKILL)")
            do(schedule, budgets)

        return examine_divided(sessions, given, workers=2, do=lose_one)

    with serve(shelf_server()) as server:
        report = run(server.url, spec, losing)

    [note] = [note for note in report.notes if "SIGKILL" in note]
    assert note.startswith("shelves: a worker gave no result, since it was killed (SIGKILL); ")
    assert note.endswith("its part was done again: list0, show0, part0.")
    assert report.exit_code is ExitCode.OK


def test_the_note_on_an_early_end_counts_the_operations_of_the_whole_run(spec):
    """A reader does not know the parts; each sentence is there once."""

    def dies(request):
        return shelf_server()(request) if len(server.seen) < 8 else Reply(raw=b"")

    with serve(dies) as server:
        report = run(server.url, spec, divided(2))

    ends = [note for note in report.notes if "nothing more was sent" in note]
    few = [note for note in report.notes if "one request at most" in note]
    assert len(ends) == len(few) == 1
    assert " of 6 operations" in few[0]
    assert "No operation got all" in ends[0] or " of 6 operations" in ends[0]
