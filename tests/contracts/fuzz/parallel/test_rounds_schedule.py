"""Tests of the rounds of a fuzz run, without a process."""

import json
from dataclasses import replace

import pytest

from contracts.fuzz.parallel.rounds_schedule import TIME_IS_UP, FuzzSchedule
from contracts.http.requests.targets import Target
from contracts.results.finding import Finding, ReportedFinding
from contracts.results.report import OperationReport, Report
from contracts.results.verdict import Verdict
from contracts.run.dry_run import InstantClock
from contracts.run.parallel.units import Partial
from contracts.run.settings.fuzz import FuzzSettings
from openapi.contract import Severity
from openapi.loading.document import load_contract
from openapi.rules.outcome import Outcome
from tests.contracts.run.parallel.divided import shelves

NAMES = ("list0", "show0", "part0")


@pytest.fixture
def scheduled(tmp_path):
    """Return a function that makes a schedule of three operations, with what it has announced."""
    path = tmp_path / "shelves.json"
    path.write_text(json.dumps(shelves(1)), encoding="utf-8")
    target = Target(contract=load_contract(path), origin="http://127.0.0.1:1")

    def make(rounds=0):
        announced, clock = [], InstantClock()
        settings = FuzzSettings(targets=(), seconds=10.0)
        schedule = FuzzSchedule([target], settings, clock, announced.append, rounds)
        schedule.watch.begin()
        return schedule, announced, clock

    return make


def result(unit, *found, passes=1):
    """Return the result of a unit."""
    verdict = Verdict(rule="schema", outcome=Outcome.PASS, passes=passes)
    operation = OperationReport(
        api="shelves",
        id=unit.operations[0],
        method="GET",
        path="/",
        verdicts=(verdict,),
        exchanges=2,
    )
    report = Report(targets={}, profile="fuzz", seed=1, operations=(operation,), findings=found)
    return Partial(number=unit.number, report=report)


def finding(operation, **changes):
    """Return a finding that fails the run."""
    shown = Finding(rule="schema", severity=Severity.ERROR, message="no")
    return ReportedFinding(
        id="0123456789ab", api="shelves", operation=operation, finding=shown, curl="curl", **changes
    )


def test_rounds_follow_each_other_until_the_time_is_up(scheduled):
    """Every operation gets its round before any gets the next."""
    schedule, _, clock = scheduled()
    units = []
    for _ in range(5):
        unit = schedule.next()
        units.append((unit.turn, unit.operations[0]))
        schedule.finish(result(unit))
    clock.sleep(11)

    assert units == [(0, name) for name in NAMES] + [(1, name) for name in NAMES[:2]]
    assert schedule.next() is None
    assert schedule.is_over
    assert schedule.stop_reason == TIME_IS_UP


def test_a_bounded_number_of_rounds_ends(scheduled):
    """With rounds the run ends by itself."""
    schedule, _, _ = scheduled(rounds=1)
    units = [schedule.next() for _ in range(4)]

    assert units[3] is None
    assert not schedule.is_over
    for unit in units[:3]:
        schedule.finish(result(unit))
    assert schedule.is_over


def test_what_rounds_have_shown_is_added_up_and_not_kept_twice(scheduled):
    """The memory of a long run is that of its operations and findings."""
    schedule, _, _ = scheduled()
    for _ in range(6):
        schedule.finish(result(schedule.next()))

    assert [each.exchanges for each in schedule.by_operation.values()] == [4, 4, 4]
    assert [each.verdicts[0].passes for each in schedule.by_operation.values()] == [2, 2, 2]
    assert all(not each.report.operations for each in schedule.partials)


def test_a_finding_is_announced_once_and_known_to_later_units(scheduled):
    """Another unit that shows it counts it, and does not make it shorter again."""
    schedule, announced, _ = scheduled()
    first = finding("list0", witness="w.json")
    schedule.finish(result(schedule.next(), first))
    unit = schedule.next()
    schedule.finish(result(unit, finding("show0")))

    assert unit.settled == (first.id,)
    assert [each.id for each in announced] == [first.id]
    [kept] = schedule.findings
    assert (kept.count, kept.witness, kept.operations) == (2, "w.json", ("list0", "show0"))
    assert schedule.new == 1


def test_accepted_findings_are_not_new(scheduled):
    """What a baseline accepts is counted, not announced."""
    schedule, announced, _ = scheduled()
    schedule.finish(result(schedule.next(), replace(finding("list0"), accepted="until 2999")))

    assert (announced, schedule.new) == ([], 0)
