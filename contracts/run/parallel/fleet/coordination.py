"""The side of a fleet that divides a run: sends units to the queue, and takes their results.

Few units are in the queue at a time, so that a run can end at any moment, and leaves little behind.
A unit is lost if the worker that did it reports no more, and is then sent again.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from contracts.errors import OptionError, UnreachableError
from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.http.requests.targets import Target
from contracts.run.parallel.budgets import Budgets
from contracts.run.parallel.fleet.orders import (
    Command,
    RefusedByWorkerError,
    TaskOutcome,
    answer_from_json,
    order_to_json,
)
from contracts.run.parallel.fleet.witness_files import with_placed
from contracts.run.parallel.schedule import ALL_SENT, TOO_LATE, Schedule
from contracts.run.parallel.units import Partial, Unit
from openapi.json.types import JSON

WAIT_SECONDS = 1.0  # how long a look for results waits; so often the workers are looked at
NO_WORKER_SECONDS = 60.0  # a run without any worker ends after so long

MISSING_SECONDS = 5.0
"""A worker whose report is gone may report again for so long, before its unit is lost."""

UNBEGUN_SECONDS = 60.0
"""After so long a unit is lost that no worker has begun although one was free all the time."""

OUTAGE_SECONDS = 60.0  # a run ends after so long without the Redis server

REDIS_LOST = f"the Redis server of the fleet did not answer for {OUTAGE_SECONDS:g} s"
NO_WORKER = f"no worker was there for {NO_WORKER_SECONDS:g} s"
LOST = "it reports no more"
UNBEGUN = f"no worker began it within {UNBEGUN_SECONDS:g} s; are all of the same release?"

SPARE = 2  # units in the queue beside one for each worker, so that no worker waits for the next


OnDone = Callable[[Unit, Partial], None]  # called with a unit and its result


class Queue(Protocol):
    """Takes tasks to workers."""

    def send(self, task: str, message: JSON) -> None:
        """Append a task.

        Raises:
            UnreachableError: The server does not answer.
        """


class RunSideStore(Protocol):
    """Knows the workers, and keeps results; each method may raise UnreachableError."""

    def workers(self) -> Mapping[str, str]:
        """Return the task of each worker that is alive, empty for none, by its name."""

    def want(self, run: str, tasks: Collection[str], stop: str = "") -> None:
        """Keep a run alive, and say which tasks it waits for, and why they should end now."""

    def take_results(self, run: str, wait_seconds: float) -> tuple[str, ...]:
        """Return the results that have come, after a wait for the first."""

    def end(self, run: str) -> None:
        """Forget a run."""


@dataclass(slots=True, kw_only=True)
class _Sent:
    """A task in the queue or at a worker."""

    unit: Unit
    since: float  # when it was sent; or since when a worker is free that does not begin it
    worker: str = ""  # who has begun it; empty if it is in the queue
    seen: float = 0.0  # when its worker has reported it last


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetWork:
    """What there is to do for a fleet, beside the units."""

    name: str  # the command of `contracts`
    targets: Sequence[Target]  # the servers and their contracts
    clock: Clock
    interruption: Interruption
    most: int = 0  # units that may be done at the same time; 0 for no limit
    max_seconds: float = 0.0  # after so long no unit is begun; 0 for no limit
    last_seconds: float = 0.0  # after so long no result is waited for; 0 for no limit
    # Called with each unit that has a result, and the result.
    on_done: OnDone = lambda _unit, _partial: None
    # The folder for the witnesses of workers; None if they write none.
    witnesses: Path | None = None


class Coordinator:
    """Lets the workers of a fleet do the units of a run."""

    def __init__(
        self, command: Command, queue: Queue, store: RunSideStore, work: FleetWork
    ) -> None:
        """Begin with nothing sent; the time of the run begins now."""
        self._command = command
        self._queue = queue
        self._store = store
        self._work = work
        self._clock = work.clock
        self._sent: dict[str, _Sent] = {}
        self._number = 0
        self._start = self._last_worker = self._last_contact = work.clock.monotonic()

    def do(self, schedule: Schedule, budgets: Budgets) -> None:
        """Let workers do all units of a schedule.

        Raises:
            OptionError: A worker cannot do its part, such as for want of a document.
            UnreachableError: The store was lost before there was any result.
        """
        while not schedule.is_over:
            try:
                workers = self._store.workers()
                self._send(schedule, budgets, len(workers))
                self._take(schedule, budgets)
                self._look(schedule, budgets, workers)
                self._last_contact = self._clock.monotonic()
                most = self._work.last_seconds
                if most and self._last_contact - self._start > most:
                    schedule.stop(TOO_LATE)
                    return
            except UnreachableError as error:
                self._clock.sleep(WAIT_SECONDS)
                if self._clock.monotonic() - self._last_contact > OUTAGE_SECONDS:
                    if schedule.partials:
                        schedule.abandon(REDIS_LOST)
                        return
                    raise UnreachableError(
                        "the Redis server of the fleet was lost during the run",
                        where=error.where,
                        found=f"no answer for {OUTAGE_SECONDS:g} s",
                    ) from error

    def finish(self, schedule: Schedule, budgets: Budgets, reason: str, seconds: float) -> None:
        """Begin nothing more, let workers end what they do, and take what they have seen.

        Workers are waited for so many seconds; the reason is one clause.
        """
        schedule.stop(reason)
        until = self._clock.monotonic() + seconds
        while self._sent and self._clock.monotonic() < until:
            try:
                self._take(schedule, budgets, reason)
            except UnreachableError:
                return

    def _send(self, schedule: Schedule, budgets: Budgets, workers: int) -> None:
        """Send units, as many as the workers will soon begin."""
        seconds = self._work.max_seconds
        if seconds and self._clock.monotonic() - self._start > seconds:
            schedule.stop(f"the run has had its {round(seconds, 1):g} s for requests (--max-time)")
        most = min(workers + SPARE, self._work.most or workers + SPARE)
        while len(self._sent) < most and (unit := schedule.next()) is not None:
            share = budgets.begin(unit, self._clock.monotonic() - self._start)
            if share is None:
                schedule.give_back(unit.number)
                if budgets.is_spent:
                    schedule.stop(ALL_SENT)
                return  # Units that are being done may give some back.
            self._number += 1
            task = f"{self._command.run}.{self._number}"
            self._sent[task] = _Sent(unit=unit, since=self._clock.monotonic())
            self._store.want(self._command.run, self._sent)
            self._queue.send(task, order_to_json(self._command, unit, share))

    def _take(self, schedule: Schedule, budgets: Budgets, stop: str = "") -> None:
        """Take the results that have come; wait a moment for the first."""
        self._store.want(self._command.run, self._sent, stop)
        for text in self._store.take_results(self._command.run, WAIT_SECONDS):
            answer = _answer_of(text)
            sent = self._sent.pop(answer.task, None) if answer is not None else None
            if answer is None or sent is None:
                continue  # Its unit was given up and sent again; or it is not from a worker.
            if answer.refusal:
                raise RefusedByWorkerError(answer.worker or sent.worker, answer.refusal)
            if answer.partial is None:
                budgets.lose(sent.unit)
                schedule.lose(sent.unit.number, answer.failure)
                continue
            partial = answer.partial
            budgets.end(sent.unit, partial.report.tally.requests, partial.kept_bytes)
            if self._work.witnesses is not None:
                report = with_placed(partial.report, answer.witnesses, self._work.witnesses)
                partial = replace(partial, report=report)
            schedule.finish(partial)
            self._work.on_done(sent.unit, partial)

    def _look(self, schedule: Schedule, budgets: Budgets, workers: Mapping[str, str]) -> None:
        """Give up the tasks whose worker was gone before the last results were taken."""
        now, doing = self._clock.monotonic(), {task: name for name, task in workers.items()}
        self._last_worker = now if workers else self._last_worker
        if now - self._last_worker > NO_WORKER_SECONDS:
            schedule.stop(NO_WORKER)
        is_busy = all(workers.values())
        for task, sent in list(self._sent.items()):
            if task in doing:
                sent.worker, sent.seen = doing[task], now
                continue
            # Workers of a Redis server that was restarted report anew within this time.
            if sent.worker and now - sent.seen < MISSING_SECONDS:
                continue
            if not sent.worker and is_busy:
                sent.since = now
            if not sent.worker and schedule.is_stopped:
                del self._sent[task]
                schedule.give_back(sent.unit.number)
            elif sent.worker or now - sent.since > UNBEGUN_SECONDS:
                del self._sent[task]
                budgets.lose(sent.unit)
                schedule.lose(sent.unit.number, LOST if sent.worker else UNBEGUN)


def _answer_of(text: str) -> TaskOutcome | None:
    """Return the answer that a text from outside is; None if it is none."""
    try:
        return answer_from_json(json.loads(text))
    except (ValueError, RecursionError, OptionError):
        return None
