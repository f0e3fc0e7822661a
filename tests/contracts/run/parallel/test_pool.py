"""Tests of worker processes: real ones, which do next to nothing."""

import os
import signal
import time
from dataclasses import replace
from functools import partial

import pytest

from contracts.errors import OptionError
from contracts.http.client.limits import Limits, TrafficStats
from contracts.http.clock import SystemClock
from contracts.http.interruption import Interruption
from contracts.results.report import Report
from contracts.run.parallel import pool
from contracts.run.parallel.budgets import Budgets, SharedPace
from contracts.run.parallel.link import WorkerLink
from contracts.run.parallel.pool import PoolSettings, ProcessPool
from contracts.run.parallel.schedule import Schedule
from contracts.run.parallel.units import Partial, Unit
from contracts.run.progress import Step

LIMITS = Limits(origins=frozenset())


def unit(number, name="fine"):
    """Return a unit; its operation says what happens to its worker."""
    return Unit(number=number, api=name, operations=("o",))


def serve(folder, connection):
    """Do units as they say."""
    link = WorkerLink(connection, SystemClock())
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def do(given, share):
        del share
        sent = 0
        match given.api:
            case "dies once" if not (folder / "died").exists():
                (folder / "died").touch()
                os.kill(os.getpid(), signal.SIGKILL)
            case "dies":
                os.kill(os.getpid(), signal.SIGKILL)
            case "fails":
                raise OptionError("no", where="there")
            case "hangs":
                time.sleep(60)
            case "sends":
                waits = [link.pace() for _ in range(30)]
                sent = len(waits)
        link.step(Step(done=0, total=1, text=f"{given.number} by {os.getpid()}"))
        tally = TrafficStats(methods={"GET": sent})
        report = Report(targets={}, profile="ci", seed=1, tally=tally)
        return Partial(number=given.number, report=report)

    link.serve(do)


def done(tmp_path, *units, workers=2, **changes):
    """Return the schedule after the units, and the steps."""
    steps = []
    given = {
        "workers": workers, "serve": partial(serve, tmp_path), "pace": SharedPace(0.0),
        "clock": SystemClock(), "interruption": Interruption(), "started": time.monotonic(),
        "max_seconds": 0.0, "on_step": steps.append, "on_exchange": lambda *_: None, **changes,
    }  # fmt: skip
    schedule = Schedule(units)
    ProcessPool(PoolSettings(**given)).do(schedule, Budgets(LIMITS, len(units)))
    return schedule, [step.text for step in steps]


def test_every_unit_is_done_by_one_of_the_processes(tmp_path):
    """Results are complete, and no more processes are used than were asked for."""
    schedule, steps = done(tmp_path, *(unit(number) for number in range(1, 9)))

    assert [each.number for each in schedule.partials] == list(range(1, 9))
    assert len({text.partition(" by ")[2] for text in steps}) <= 2


def test_the_unit_of_a_killed_worker_is_done_by_another(tmp_path):
    """SIGKILL in the middle loses nothing."""
    schedule, _ = done(tmp_path, unit(1), unit(2, "dies once"), unit(3), unit(4))

    assert [each.number for each in schedule.partials] == [1, 2, 3, 4]


def test_a_unit_that_kills_two_workers_is_not_proved_and_the_others_are_done(tmp_path):
    """A unit that ends each worker does not end the run."""
    schedule, _ = done(tmp_path, unit(1, "dies"), unit(2), unit(3))

    assert [each.number for each in schedule.partials] == [2, 3]
    [lost] = schedule.unproved
    assert lost.reason == "the worker that checked it ended 2 times: it was killed (SIGKILL)"


def test_an_error_of_a_worker_is_raised_as_in_one_process(tmp_path):
    """What ends the command in one process ends it here, with the same message."""
    with pytest.raises(OptionError, match="there"):
        done(tmp_path, unit(1, "fails"), unit(2))


def test_a_signal_ends_a_run_whose_workers_do_not_answer(tmp_path):
    """The reports can be written; what was being done is not proved, with the signal as reason."""
    interruption = Interruption()
    interruption.when_set(lambda: None)
    interruption.interrupt(signal.SIGTERM)
    clock = SystemClock()
    schedule = Schedule([unit(1, "hangs"), unit(2)])
    workers = ProcessPool(
        PoolSettings(
            workers=1, serve=partial(serve, tmp_path), pace=SharedPace(0.0), clock=clock,
            interruption=Interruption(), started=clock.monotonic(), max_seconds=0.0,
            on_step=lambda _: None, on_exchange=lambda *_: None,
        )
    )  # fmt: skip
    budgets = Budgets(LIMITS, 2)
    workers._begin_units(schedule, budgets)  # noqa: SLF001 - a signal in the middle
    workers._settings = replace(workers._settings, interruption=interruption)  # noqa: SLF001
    workers.do(schedule, budgets)

    assert [each.reason for each in schedule.unproved] == [interruption.reason] * 2


def test_the_pace_is_that_of_all_workers_together(tmp_path):
    """Turns of two workers are given by one pace; the parent knows how often they ask."""
    pace = SharedPace(2000.0)
    begin = time.monotonic()
    schedule, _ = done(tmp_path, unit(1, "sends"), unit(2, "sends"), pace=pace)

    assert sum(each.report.tally.requests for each in schedule.partials) == 60
    assert pace.reserve(begin) >= 59 / 2000


def test_workers_are_refused_where_processes_cannot_be_copied(monkeypatch):
    """A system without fork gets a sentence."""
    monkeypatch.setattr(pool.multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    with pytest.raises(OptionError, match="--workers"):
        pool.refuse_without_fork()
