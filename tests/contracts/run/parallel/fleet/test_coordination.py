"""The side of a fleet that divides a run, with a fleet in memory."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import OptionError, UnreachableError
from contracts.run.parallel.budgets import Budgets
from contracts.run.parallel.fleet.coordination import REDIS_LOST, SPARE
from contracts.run.parallel.fleet.orders import TaskOutcome, answer_to_json
from contracts.run.parallel.schedule import Schedule
from tests.contracts.run.parallel.fleet.made_fleet import (
    LIMITS,
    MadeFleet,
    coordinator_of,
    let_do,
    numbers,
    reasons,
    result,
    units,
)


def test_each_unit_is_done_once():
    """Two workers do all units of a run, none twice."""
    fleet = MadeFleet("a", "b")
    schedule = let_do(fleet, 20)

    assert numbers(schedule) == list(range(1, 21))
    assert sorted(fleet.done) == list(range(1, 21))


def test_killed_worker_loses_its_unfinished_unit_only():
    """Another worker does that unit; nothing that was finished is done again."""
    killed = []

    def dies(unit):
        if unit.number == 3 and not killed:
            killed.append(unit)
            return True
        return False

    fleet = MadeFleet("a", "b", dies=dies)
    schedule = let_do(fleet, 8)

    assert numbers(schedule) == list(range(1, 9))
    assert sorted(fleet.done) == [1, 2, 3, 3, 4, 5, 6, 7, 8]
    assert [*fleet.alive] == ["b"] or [*fleet.alive] == ["a"]


def test_unit_that_kills_every_worker_is_not_proved():
    """After two workers it is left, with the reason, and the others finish the rest."""
    fleet = MadeFleet(*"abcdef", dies=lambda unit: unit.number == 2)
    schedule = let_do(fleet, 5)

    assert numbers(schedule) == [1, 3, 4, 5]
    assert reasons(schedule) == {2: "the worker that checked it ended 2 times: it reports no more"}
    assert len(fleet.alive) == 4


def test_queue_is_short():
    """Only a few units wait in the queue at a time, so that little is left when the run ends."""
    fleet = MadeFleet("a", "b")
    let_do(fleet, 50)

    assert fleet.most <= 2 + SPARE


def test_worker_that_cannot_do_its_part_ends_the_run():
    """A worker without the document would refuse one unit after the other; the run says why."""
    refusal = TaskOutcome(task="", refusal="no such document", worker="there:7")
    fleet = MadeFleet("a", answer=lambda task, _: replace(refusal, task=task))

    with pytest.raises(OptionError, match="worker there:7\n  no such document"):
        let_do(fleet, 5)


def test_failure_of_ours_is_tried_by_another_worker():
    """An internal error of one worker loses no operation."""
    failed = []

    def answer(task, unit):
        if unit.number == 1 and not failed:
            failed.append(task)
            return TaskOutcome(task=task, failure="contracts had an internal error")
        return result(task, unit)

    schedule = let_do(MadeFleet("a", "b", answer=answer), 3)

    assert numbers(schedule) == [1, 2, 3]


def test_server_that_fails_gets_no_further_unit():
    """A unit that finds the server gone stops the run; what was found before is kept."""
    fleet = MadeFleet(
        "a", answer=lambda task, unit: result(task, unit, "gone" if unit.number == 2 else "")
    )
    schedule = let_do(fleet, 9)

    assert numbers(schedule) == [1, 2]
    assert set(reasons(schedule).values()) == {"gone"}
    assert len(reasons(schedule)) == 7


def test_run_goes_on_when_the_store_comes_back():
    """A restart of the Redis server loses nothing that the run has taken."""
    fleet = MadeFleet("a")
    away = iter([False, True, True, True])
    check = fleet._check  # noqa: SLF001 - the double's own

    def flicker(_run=""):
        fleet.is_away = next(away, False)
        check()

    fleet._check = flicker  # noqa: SLF001 - as above

    assert numbers(let_do(fleet, 4)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(answer_to_json(result("run.99", units(1)[0]))),
        "no JSON", "[]", '{"version": 1}', "[" * 100_000,
    ],
    ids=["late", "text", "list", "short", "deep"],
)  # fmt: skip
def test_answer_that_no_task_waits_for_is_left(text):
    """A worker that was given up, or another program, changes no result and ends no run."""
    fleet = MadeFleet("a")
    fleet.results.append(text)

    assert numbers(let_do(fleet, 3)) == [1, 2, 3]


def test_restart_of_the_store_makes_no_unit_lost():
    """Workers that a restarted Redis server has forgotten for a moment go on with their units."""
    fleet = MadeFleet("a", "b")
    workers, looks = fleet.workers, iter(range(100))

    def forgetful():
        return {} if next(looks) in {2, 3} else workers()

    fleet.workers = forgetful

    assert numbers(let_do(fleet, 8)) == list(range(1, 9))
    assert sorted(fleet.done) == list(range(1, 9))


def test_store_that_stays_away_ends_the_run():
    """A run without its Redis server does not wait for ever."""
    fleet = MadeFleet("a")
    fleet.is_away = True

    with pytest.raises(UnreachableError, match="lost during the run"):
        let_do(fleet, 4)


def test_what_was_found_before_the_store_was_lost_is_kept():
    """The report has what was judged so far; all else is not proved, in a run of rounds too."""
    fleet, schedule = MadeFleet("a"), Schedule(units(4))

    def on_done(_unit, _partial):
        fleet.is_away = len(schedule.partials) >= 2

    coordinator_of(fleet, on_done=on_done).do(schedule, Budgets(LIMITS, 4))

    assert numbers(schedule) == [1, 2]
    assert reasons(schedule) == dict.fromkeys([3, 4], REDIS_LOST)
    assert [each.unit.number for each in schedule.lost] == [3, 4]


def test_run_without_workers_ends():
    """If no worker is left, the units are not proved, with the reason."""
    fleet = MadeFleet("a", dies=lambda _: True)
    schedule = let_do(fleet, 3)

    assert numbers(schedule) == []
    assert set(reasons(schedule).values()) == {"no worker was there for 60 s"}


def test_time_of_the_run_ends_it():
    """After the time for requests no unit is begun."""
    fleet = MadeFleet("a", answer=lambda task, unit: fleet.clock.sleep(10) or result(task, unit))
    schedule = let_do(fleet, 9, max_seconds=25.0)

    assert 1 <= len(numbers(schedule)) < 9
    assert set(reasons(schedule).values()) == {"the run has had its 25 s for requests (--max-time)"}


def test_message_that_got_lost_is_sent_again():
    """A unit that no free worker begins within a minute goes to the queue once more."""
    fleet = MadeFleet("a")
    lost = []
    send = fleet.send

    def lose_first(task, message):
        if lost:
            send(task, message)
        lost.append(task)

    fleet.send = lose_first

    assert numbers(let_do(fleet, 1)) == [1]
    assert len(lost) == 2


def test_budget_that_is_used_up_stops_the_run():
    """Without requests left no unit is sent, and the reason names the option."""
    fleet = MadeFleet("a")
    schedule = Schedule(units(4))
    budgets = Budgets(replace(LIMITS, max_requests=4), 4)
    budgets.spend(4, 0)
    coordinator_of(fleet).do(schedule, budgets)

    assert fleet.done == []
    assert all("--max-requests" in reason for reason in reasons(schedule).values())


def test_interrupted_run_keeps_what_workers_have_seen():
    """After a signal workers are asked to end, and what they answer in time is in the report."""
    fleet = MadeFleet("a", "b")
    schedule, budgets = Schedule(units(9)), Budgets(LIMITS, 9)
    coordinator = coordinator_of(fleet)
    coordinator._send(schedule, budgets, 2)  # noqa: SLF001 - as far as a signal lets it come
    coordinator.finish(schedule, budgets, "the run was interrupted (SIGINT)", 5.0)

    assert numbers(schedule) == [1, 2, 3, 4]
    assert fleet.wanted["stop"] == "the run was interrupted (SIGINT)"
    assert set(reasons(schedule).values()) == {"the run was interrupted (SIGINT)"}


@given(st.sets(st.integers(1, 12)), st.integers(1, 4))
def test_every_unit_has_one_result_or_a_reason(deadly, workers):
    """Whichever workers are killed, each unit is proved once or unproved, and the run ends."""
    fleet = MadeFleet(*map(str, range(workers)), dies=lambda unit: unit.number in deadly)
    schedule = let_do(fleet, 12)

    assert not set(numbers(schedule)) & set(reasons(schedule))
    assert sorted([*numbers(schedule), *reasons(schedule)]) == list(range(1, 13))
    assert all(fleet.done.count(number) == 1 for number in numbers(schedule))
