"""A fleet in memory: a queue, a store, and workers that do units and may be killed meanwhile."""

import json
from collections import deque

from contracts.errors import UnreachableError
from contracts.http.client.limits import Limits
from contracts.http.interruption import Interruption
from contracts.results.report import Report
from contracts.run.parallel.budgets import Budgets
from contracts.run.parallel.fleet.coordination import Coordinator, FleetWork
from contracts.run.parallel.fleet.orders import (
    Command,
    TaskOutcome,
    answer_to_json,
    order_from_json,
)
from contracts.run.parallel.schedule import Schedule
from contracts.run.parallel.units import Partial, Unit
from tests.contracts.hasty_clock import HastyClock

COMMAND = Command(run="run", name="check", words=("--", "http://127.0.0.1:1"), documents={})
LIMITS = Limits(origins=frozenset({"http://127.0.0.1:1"}))


class MadeFleet:
    """Does what is in the queue whenever the run waits for results.

    Attributes:
        alive: The workers by name, with the task of each.
        queue: Tasks that no worker has begun.
        done: The unit of each task that was begun, in order.
        most: The most tasks that were in the queue at once.
        wanted: What the run has asked for last.
        is_away: Whether the store does not answer.
    """

    def __init__(self, *workers, dies=lambda _: False, answer=None, shared=None):
        """Begin with workers.

        Args:
            workers: Names them.
            dies: Whether the worker that begins a unit is killed by it.
            answer: Returns the answer to a task and its unit; None for a result.
            shared: The same with the share of the unit.
        """
        self.alive = dict.fromkeys(workers, "")
        self.queue = deque()
        self.results = deque()
        self.done = []
        self.most = 0
        self.wanted = {}
        self.is_away = False
        self.is_ended = False
        self.clock = HastyClock()
        self._dies = dies
        self._dying = set()
        self._answer = shared or (lambda task, unit, _: (answer or result)(task, unit))

    def send(self, task, message):
        """Append a task."""
        self._check()
        self.queue.append((task, json.loads(json.dumps(message))))
        self.most = max(self.most, len(self.queue))

    def workers(self):
        """Return what the workers do."""
        self._check()
        return dict(self.alive)

    def want(self, run, tasks, stop=""):
        """Keep what the run has asked for."""
        self._check()
        self.wanted = {"run": run, "tasks": sorted(tasks), "stop": stop}

    def take_results(self, run, wait_seconds):
        """Let the workers go on for a moment, and return their answers."""
        self._check(run)
        self._work()
        if not self.results:
            self.clock.sleep(wait_seconds)
        taken, self.results = tuple(self.results), deque()
        return taken

    def end(self, run):
        """Forget the run."""
        self._check(run)
        self.is_ended = True

    def _check(self, _run=""):
        if self.is_away:
            raise UnreachableError("away")

    def _work(self):
        """Let each worker that lives end its task and begin another one."""
        for name, task in list(self.alive.items()):
            if name in self._dying:
                del self.alive[name]
            elif task:
                self.alive[name] = ""
            elif self.queue:
                self._begin(name)

    def _begin(self, name):
        task, message = self.queue.popleft()
        if task not in self.wanted["tasks"]:
            return
        _, unit, share = order_from_json(message)
        self.done.append(unit.number)
        self.alive[name] = task
        if self._dies(unit):
            self._dying.add(name)
            return
        self.results.append(json.dumps(answer_to_json(self._answer(task, unit, share))))


def result(task, unit, stop=""):
    """Return an answer with a result."""
    report = Report(targets={"shop": "http://127.0.0.1:1"}, profile="ci", seed=1)
    return TaskOutcome(task=task, partial=Partial(number=unit.number, report=report, stop=stop))


def units(count):
    """Return units of one operation each."""
    return [
        Unit(number=number, api="shop", operations=(f"o{number}",))
        for number in range(1, count + 1)
    ]


def let_do(fleet, count, **changes):
    """Let a fleet do units; return the schedule."""
    schedule = Schedule(units(count))
    coordinator = coordinator_of(fleet, **changes)
    coordinator.do(schedule, Budgets(LIMITS, count))
    return schedule


def coordinator_of(fleet, **changes):
    """Return the coordinator of a fleet."""
    work = FleetWork(
        name="check", targets=(), clock=fleet.clock, interruption=Interruption(), **changes
    )
    return Coordinator(COMMAND, fleet, fleet, work)


def numbers(schedule):
    """Return the numbers of the units with a result."""
    return [partial.number for partial in schedule.partials]


def reasons(schedule):
    """Return why units have no result, by their number."""
    return {each.unit.number: each.reason for each in schedule.unproved}
