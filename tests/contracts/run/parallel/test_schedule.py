"""Tests of the order of units, with workers that end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.results.report import Report
from contracts.run.parallel.schedule import ATTEMPTS, Schedule
from contracts.run.parallel.units import Partial, Unit


def unit(number, exclusive=""):
    """Return a unit of one operation."""
    return Unit(number=number, api="a", operations=(f"o{number}",), exclusive=exclusive)


def partial(number, stop=""):
    """Return a result."""
    return Partial(number=number, report=Report(targets={}, profile="ci", seed=1), stop=stop)


def test_a_lost_unit_is_begun_again_and_given_up_after_the_second_loss():
    """One killed worker costs nothing but time; a unit that kills two is not proved."""
    schedule = Schedule([unit(1), unit(2)])
    assert schedule.next().number == 1
    schedule.lose(1, "killed")

    assert schedule.next().number == 1
    schedule.lose(1, "killed")
    assert schedule.next().number == 2
    schedule.finish(partial(2))

    assert schedule.is_over
    assert [(each.unit.number, each.reason) for each in schedule.unproved] == [
        (1, "the worker that checked it ended 2 times: killed")
    ]


def test_a_unit_that_was_done_again_is_remembered_with_the_end_of_its_worker():
    """A report may say so; a unit that was given up is not among them."""
    schedule = Schedule([unit(1), unit(2)])
    schedule.next()
    schedule.lose(1, "killed 1")
    schedule.next()
    assert schedule.repeated == ()
    schedule.finish(partial(1))
    for _ in range(ATTEMPTS):
        schedule.next()
        schedule.lose(2, "killed 2")

    assert [(each.unit.number, each.reason) for each in schedule.repeated] == [(1, "killed 1")]


def test_units_of_one_server_that_change_data_are_done_one_after_the_other():
    """What one unit changes, no other one reads at the same time."""
    schedule = Schedule([unit(1, "x"), unit(2, "x"), unit(3)])

    assert [schedule.next().number, schedule.next().number] == [1, 3]
    assert schedule.next() is None
    schedule.finish(partial(1))
    assert schedule.next().number == 2


def test_only_the_first_unit_blames_its_own_request_for_a_silent_server():
    """All units end, also those that are being done; the others know that it was found."""
    schedule = Schedule([unit(1), unit(2), unit(3)])
    assert [schedule.next().number, schedule.next().number] == [1, 2]

    assert not schedule.note_silence("http://a", "")
    assert not schedule.halt_reason
    assert not schedule.note_silence("http://a", "no answer")
    assert schedule.halt_reason == "no answer"
    assert schedule.next() is None
    assert schedule.note_silence("http://a", "")
    assert not schedule.note_silence("http://b", "")


def test_nothing_is_begun_after_a_stop_and_all_that_waits_is_not_proved():
    """A server that fails is left alone; the rest is never green."""
    schedule = Schedule([unit(1), unit(2), unit(3)])
    schedule.next()
    schedule.finish(partial(1, stop="it is gone"))

    assert schedule.next() is None
    assert schedule.is_over
    assert [(each.unit.number, each.reason) for each in schedule.unproved] == [
        (2, "it is gone"), (3, "it is gone"),
    ]  # fmt: skip


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["begin", "finish", "lose", "stop"]), max_size=40), st.data())
def test_every_unit_has_a_result_or_a_reason(steps, data):
    """Whatever happens to workers, no unit is forgotten, none is counted twice."""
    schedule = Schedule([unit(n, "x" if n % 3 else "") for n in range(1, 7)])
    for step in steps:
        running = sorted(schedule.running)
        if step == "begin":
            schedule.next()
        elif step == "stop":
            schedule.stop("stopped")
        elif running:
            number = data.draw(st.sampled_from(running))
            schedule.finish(partial(number)) if step == "finish" else schedule.lose(number, "gone")
    schedule.stop("ended")

    done = [each.number for each in schedule.partials]
    lost = [each.unit.number for each in schedule.unproved]
    assert sorted(done + lost) == list(range(1, 7))


@pytest.mark.parametrize("losses", range(1, ATTEMPTS))
def test_a_unit_that_is_lost_less_often_is_done(losses):
    """A unit that is lost and then done has its result only."""
    schedule = Schedule([unit(1)])
    for _ in range(losses):
        schedule.lose(schedule.next().number, "killed")
    schedule.finish(partial(schedule.next().number))

    assert (len(schedule.partials), schedule.unproved) == (1, ())


def test_the_late_result_of_a_worker_that_was_given_up_is_dropped():
    """A unit counts once."""
    schedule = Schedule([unit(1)])
    schedule.finish(partial(1))

    assert schedule.partials == ()


def test_abandoned_units_are_lost_and_results_are_kept():
    """What a run cannot finish is not proved, whether it was begun or not."""
    names = enumerate("abc", 1)
    schedule = Schedule(Unit(number=n, api="x", operations=(o,)) for n, o in names)
    schedule.next()
    schedule.abandon("the store is gone")

    assert [each.unit.number for each in schedule.lost] == [1, 2, 3]
    assert {each.reason for each in schedule.unproved} == {"the store is gone"}
    assert schedule.next() is None
