"""The side of a fleet that does the work: one unit at a time, for whichever run sent it.

What a run has (documents, sessions, connections) is prepared with its first unit and kept.
"""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, TypeVar

from contracts.errors import UnreachableError
from contracts.http.client.transport import BudgetExhausted, Pace
from contracts.http.clock import Clock
from contracts.run.parallel.fleet.orders import (
    Command,
    TaskOutcome,
    answer_to_json,
    order_from_json,
    refuse_other_documents,
)
from contracts.run.parallel.fleet.prepared import PreparedRun
from contracts.run.parallel.fleet.store import NOT_WANTED, RUN_GONE
from contracts.run.parallel.units import Share, Unit
from contracts.run.probing.result import internal_error
from openapi.errors import FactsError
from openapi.json.types import JSON

T = TypeVar("T")

BEAT_SECONDS = 2.0  # so often a worker reports; a fifth of the time after which it is lost

PATIENCE = 60
"""How often, once a second, a result or a turn is tried while the Redis server is away."""

MAX_RUNS = 2
"""Runs whose documents a worker keeps, so that two at the same time do not load them in turn."""


class WorkerSideStore(Protocol):
    """Knows the workers, and keeps results; each method may raise UnreachableError."""

    def report_worker(self, worker: str, task: str) -> None:
        """Take note that a worker is alive, and of the task that it does; empty for none."""

    def why_unwanted(self, run: str, task: str) -> str:
        """Return why a task should end now, one clause; empty if its run waits for it."""

    def push_result(self, run: str, result: str) -> None:
        """Hand over the result of a task."""

    def reserve(self, run: str, every: float) -> float:
        """Keep the next turn of a run; return in how many seconds it comes."""


Prepare = Callable[[Command, Callable[[float], Pace]], PreparedRun]
"""Prepares a run; the function makes the pace of all its workers from the seconds between two
requests."""


class FleetWorker:
    """Does tasks, and reports that it is alive."""

    def __init__(
        self,
        *,
        name: str,
        store: WorkerSideStore,
        prepare: Prepare,
        clock: Clock,
        say: Callable[[str], None],
    ) -> None:
        """Begin without a task.

        `prepare` prepares a run with its first task; `say` shows a line to the user.
        """
        self._name = name
        self._store = store
        self._prepare = prepare
        self._clock = clock
        self._say = say
        self._runs: dict[str, PreparedRun] = {}
        self._doing = ""
        self._run = ""
        self._why = ""
        self._unwanted = 0
        self._is_over = threading.Event()

    def beat(self) -> None:
        """Report once; let a task end that its run does not wait for any more."""
        with suppress(UnreachableError):
            self._store.report_worker(self._name, self._doing)
            task, prepared = self._doing, self._runs.get(self._run)
            if task and prepared is not None:
                why = self._store.why_unwanted(self._run, task)
                self._unwanted = self._unwanted + 1 if why else 0
                # A run whose Redis server was restarted says again what it wants.
                if why and task == self._doing and (why != RUN_GONE or self._unwanted > 1):
                    self._why = why
                    prepared.stop(why)

    def beat_until_closed(self) -> None:
        """Report again and again, from a thread of its own."""
        while not self._is_over.wait(BEAT_SECONDS):
            self.beat()

    def close(self) -> None:
        """End the reports, and close all connections."""
        self._is_over.set()
        for prepared in self._runs.values():
            prepared.close()

    def do(self, task: str, message: JSON) -> None:
        """Do a task, unless its run waits for it no more."""
        try:
            command, unit, share = order_from_json(message)
        except FactsError as error:
            self._say(f"refused a message: {error}")
            return
        if self._patiently(lambda: self._store.why_unwanted(command.run, task)) != "":
            return
        self._run, self._doing = command.run, task
        try:
            self.beat()
            self._unwanted = 0
            answer = self._answer(task, command, unit, share)
            if self._why in {RUN_GONE, NOT_WANTED}:
                answer = TaskOutcome(task=task, failure=self._why)
            text = json.dumps(answer_to_json(answer))
            self._patiently(lambda: self._store.push_result(command.run, text))
        finally:
            self._doing = ""
            if self._why:
                # Its transport sends nothing any more; a later task of the run prepares another.
                self._why = ""
                self._runs.pop(command.run).close()
            self.beat()

    def _answer(self, task: str, command: Command, unit: Unit, share: Share) -> TaskOutcome:
        """Return what becomes of a task; every error becomes a text."""
        try:
            prepared = self._prepared(command)
            partial = prepared.do(unit, share)
            return TaskOutcome(task=task, partial=partial, witnesses=prepared.witnesses(partial))
        except FactsError as error:
            return TaskOutcome(task=task, refusal=str(error), worker=self._name)
        except Exception as error:  # noqa: BLE001 - another worker tries, then it is reported
            return TaskOutcome(task=task, failure=internal_error(error))

    def _prepared(self, command: Command) -> PreparedRun:
        """Return a run that is prepared, now or before.

        Raises:
            FactsError: The worker cannot do its part.
        """
        if command.run in self._runs:
            return self._runs[command.run]
        while len(self._runs) >= MAX_RUNS:
            self._runs.pop(next(iter(self._runs))).close()
        prepared = self._prepare(command, lambda every: self._pace(command.run, every))
        try:
            refuse_other_documents(command.documents, prepared.documents)
        except FactsError:
            prepared.close()
            raise
        self._runs[command.run] = prepared
        return prepared

    def _pace(self, run: str, every: float) -> Pace:
        """Return the pace that all workers of a run share."""

        def reserve() -> float:
            wait = self._patiently(lambda: self._store.reserve(run, every))
            if wait is None:
                raise BudgetExhausted(
                    "the Redis server of the fleet, which keeps the pace, is away"
                )
            return wait

        return reserve

    def _patiently(self, ask: Callable[[], T]) -> T | None:
        """Return what the store says; None if it is away for too long."""
        for _ in range(PATIENCE):
            try:
                return ask()
            except UnreachableError:
                self._clock.sleep(1.0)
        return None
