"""The side of a fleet that does the work, with a store in memory."""

import json

import pytest

from contracts.errors import OptionError, UnreachableError
from contracts.http.client.transport import BudgetExhausted
from contracts.run.parallel.fleet.orders import Command, answer_from_json, order_to_json
from contracts.run.parallel.fleet.store import RUN_GONE
from contracts.run.parallel.fleet.working import FleetWorker
from contracts.run.parallel.units import Share
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.run.parallel.fleet.made_fleet import result, units

[UNIT, *_] = units(1)


class MadeStore:
    """A store that waits for every task."""

    def __init__(self):
        self.reports = []
        self.results = []
        self.why = ""
        self.is_away = False

    def report_worker(self, worker, task):
        """Keep the task of the worker."""
        self._check()
        self.reports.append((worker, task))

    def why_unwanted(self, _run, _task):
        """Return what the test says."""
        self._check()
        return self.why

    def push_result(self, _run, text):
        """Keep the answer."""
        self._check()
        self.results.append(answer_from_json(json.loads(text)))

    def reserve(self, _run, every):
        """Return the time between two requests."""
        self._check()
        return every

    def _check(self):
        if self.is_away:
            raise UnreachableError("away")


class MadeRun:
    """A run as a worker has prepared it."""

    def __init__(self, do=None, documents=None):
        self.documents = documents or {}
        self.stopped = []
        self.is_closed = False
        self._do = do

    def do(self, unit, _share):
        """Return a result."""
        if self._do:
            self._do()
        return result("", unit).partial

    def witnesses(self, _partial):
        """Return none."""
        return {}

    def stop(self, reason):
        """Keep the reason."""
        self.stopped.append(reason)

    def close(self):
        """Keep that it is closed."""
        self.is_closed = True


def worker_of(store, *runs):
    """Return a worker, whose runs are these in turn, and what it says."""
    pending, said = list(runs), []

    def prepare(_command, _pace_of):
        return pending.pop(0)

    worker = FleetWorker(
        name="w", store=store, prepare=prepare, clock=HastyClock(), say=said.append
    )
    return worker, said


def order(run="run", documents=None):
    """Return an order for a unit of a run."""
    command = Command(run=run, name="check", words=(), documents=documents or {})
    return json.loads(json.dumps(order_to_json(command, UNIT, Share())))


def test_worker_answers_and_reports_what_it_does():
    """A run sees the task of a worker before its result, and the worker free after it."""
    store = MadeStore()
    worker, _ = worker_of(store, MadeRun())
    worker.do("run.1", order())

    assert store.reports == [("w", "run.1"), ("w", "")]
    assert [(each.task, each.partial.number) for each in store.results] == [("run.1", 1)]


def test_run_is_prepared_once_and_two_are_kept():
    """Units of one run load the documents once; a third run takes the place of the oldest."""
    store, runs = MadeStore(), [MadeRun(), MadeRun(), MadeRun()]
    worker, _ = worker_of(store, *runs)
    for name in ("one", "one", "two", "one", "three"):
        worker.do(f"{name}.1", order(name))

    assert len(store.results) == 5
    assert [run.is_closed for run in runs] == [True, False, False]

    worker.close()

    assert all(run.is_closed for run in runs)


def test_task_that_no_run_waits_for_is_left():
    """A message that was left behind by a run that is over sends no request."""
    store, run = MadeStore(), MadeRun()
    store.why = "the run is over"
    worker, _ = worker_of(store, run)
    worker.do("run.1", order())

    assert store.results == []
    assert store.reports == []


def test_other_documents_are_refused():
    """A worker whose document differs proves nothing, and says which file it is."""
    store, run = MadeStore(), MadeRun(documents={"shop.yaml": "1"})
    worker, _ = worker_of(store, run)
    worker.do("run.1", order(documents={"shop.yaml": "2"}))

    assert "shop.yaml" in store.results[0].refusal
    assert "--spec" in store.results[0].refusal
    assert run.is_closed


def test_internal_error_becomes_an_answer():
    """An error of ours ends neither the worker nor the run."""

    def fail():
        raise ZeroDivisionError("secret")

    store = MadeStore()
    worker, _ = worker_of(store, MadeRun(fail))
    worker.do("run.1", order())

    assert store.results[0].partial is None
    assert "ZeroDivisionError" in store.results[0].failure


def test_option_that_a_worker_cannot_use_is_a_refusal():
    """What is wrong on the machine of a worker is shown where the run was started."""

    def fail():
        raise OptionError("no such file", where="--spec")

    store = MadeStore()
    worker, _ = worker_of(store, MadeRun(fail))
    worker.do("run.1", order())

    assert "no such file" in store.results[0].refusal


def test_run_that_is_over_ends_its_task():
    """A worker sends nothing more for a run that is gone, and can serve it again if it returns."""
    store = MadeStore()

    def end():
        store.why = RUN_GONE
        worker.beat()
        worker.beat()
        store.why = ""

    runs = [MadeRun(end), MadeRun()]
    worker, _ = worker_of(store, *runs)
    worker.do("run.1", order())
    worker.do("run.2", order())

    assert runs[0].stopped == [RUN_GONE]
    assert runs[0].is_closed
    assert runs[1].stopped == []
    assert [each.failure for each in store.results] == [RUN_GONE, ""]


def test_run_whose_redis_was_restarted_is_not_given_up():
    """A worker that finds its run forgotten asks once more before it ends the unit."""
    store = MadeStore()

    def forget():
        store.why = RUN_GONE
        worker.beat()
        store.why = ""
        worker.beat()

    run = MadeRun(forget)
    worker, _ = worker_of(store, run)
    worker.do("run.1", order())

    assert run.stopped == []
    assert store.results[0].partial is not None


def test_unit_that_a_signal_ends_is_reported_as_far_as_it_came():
    """After Ctrl-C in the run its workers answer with what they have seen."""
    store = MadeStore()

    def interrupt():
        store.why = "the run was interrupted (SIGINT)"
        worker.beat()

    run = MadeRun(interrupt)
    worker, _ = worker_of(store, run)
    worker.do("run.1", order())

    assert run.stopped == ["the run was interrupted (SIGINT)"]
    assert store.results[0].partial is not None


def test_store_that_is_away_for_a_moment_loses_no_result():
    """A worker tries again until the Redis server is back."""
    store = MadeStore()
    moments = iter([True, True, False])
    worker, _ = worker_of(store, MadeRun(lambda: setattr(store, "is_away", True)))
    sleep = worker._clock.sleep  # noqa: SLF001 - the pauses bring the server back

    def later(seconds):
        store.is_away = next(moments, False)
        sleep(seconds)

    worker._clock.sleep = later  # noqa: SLF001 - as above
    worker.do("run.1", order())

    assert [each.task for each in store.results] == ["run.1"]


def test_pace_is_that_of_the_run_and_without_it_nothing_is_sent():
    """A worker asks for each turn; if the Redis server stays away, it stops sending."""
    store = MadeStore()
    worker, _ = worker_of(store)
    pace = worker._pace("run", 0.5)  # noqa: SLF001 - as a prepared run gets it

    assert pace() == 0.5

    store.is_away = True

    with pytest.raises(BudgetExhausted, match="Redis"):
        pace()


@pytest.mark.parametrize("message", [None, 1, [], {}, {"version": 1}, {"version": 2, "run": 3}])
def test_message_that_is_no_order_is_refused(message):
    """What another program writes into the queue neither ends a worker nor is shown in full."""
    store = MadeStore()
    worker, said = worker_of(store)
    worker.do("run.1", message)

    assert len(said) == 1
    assert store.results == []
