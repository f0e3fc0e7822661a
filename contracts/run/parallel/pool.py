"""Worker processes of this machine: begins them, gives them units and turns, replaces lost ones.

Processes are forked: a worker then has documents, options and secrets from the start, in memory
alone, and does not import anything again. Nothing but a fork is needed of the system; where there
is none, `--workers` is refused.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import cast

from contracts.errors import OptionError
from contracts.http.clock import Clock
from contracts.http.interruption import SECONDS_FOR_JUDGING, Interruption
from contracts.http.messages.exchange import Exchange
from contracts.run.parallel.budgets import Budgets, SharedPace
from contracts.run.parallel.link import (
    Ask,
    Begin,
    Done,
    Failed,
    Halt,
    Issued,
    Known,
    Silence,
    Turns,
)
from contracts.run.parallel.schedule import ALL_SENT, TOO_LATE, Schedule
from contracts.run.parallel.units import Unit, partial_from_json, unit_to_json
from contracts.run.progress import Step

LOOK_SECONDS = 0.2
"""Seconds between two looks for signals and for the time, while no worker reports anything."""

UNPACED_TURNS = 20  # requests that a worker may send before it asks again, if they are not paced
GRACE_SECONDS = 10.0  # how much longer than its time a worker may take to write its result

NO_FORK = "this system cannot copy a process (fork)"

Serve = Callable[[Connection], None]
"""What a worker does; called in its process with its end of the pipe."""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    unit: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSettings:
    """How a pool works."""

    workers: int  # how many processes there are at most
    serve: Serve  # what each of them does
    pace: SharedPace  # the turns of all workers together
    clock: Clock
    interruption: Interruption
    started: float  # when the run has sent its first request, by the monotonic clock
    max_seconds: float  # seconds that the whole run may take; 0 for no limit
    on_step: Callable[[Step], None]  # called with the steps of all workers
    # Called with the exchanges that workers report, if they do.
    on_exchange: Callable[[int, Exchange], None]
    # Called with the number of requests so far, from time to time.
    on_requests: Callable[[int], None] = lambda _: None
    # Called with each token that was issued to a worker.
    on_token: Callable[[str], None] = lambda _: None


class ProcessPool:
    """Does the units of a schedule in processes."""

    def __init__(self, settings: PoolSettings) -> None:
        """Begin without a process.

        Raises:
            OptionError: The system cannot fork.
        """
        refuse_without_fork()
        self._settings = settings
        self._workers: list[_Worker] = []
        self._end = 0.0
        self._requests: dict[int, int] = {}

    def do(self, schedule: Schedule, budgets: Budgets) -> None:
        """Do the units until the schedule is over.

        Raises:
            Exception: A worker could not do its work; as it was raised there.
        """
        try:
            while not schedule.is_over:
                self._look_at_signals(schedule)
                self._begin_units(schedule, budgets)
                for worker in self._ready():
                    self._take(worker, schedule, budgets)
        finally:
            self._end_workers()

    def _look_at_signals(self, schedule: Schedule) -> None:
        """Pass a signal on, once; after the time for judging, end what is left."""
        settings, now = self._settings, self._settings.clock.monotonic()
        if settings.interruption.is_set and not self._end:
            schedule.stop(settings.interruption.reason)
            self._end = now + SECONDS_FOR_JUDGING + GRACE_SECONDS
            self._signal(settings.interruption.signal)
        late = (
            settings.max_seconds
            and now > settings.started + settings.max_seconds + 3 * GRACE_SECONDS
        )
        if (self._end and now > self._end) or late:
            schedule.stop(TOO_LATE)
            self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        for worker in self._workers:
            with suppress(ProcessLookupError):
                os.kill(worker.process.pid or 0, number) if worker.process.pid else None

    def _begin_units(self, schedule: Schedule, budgets: Budgets) -> None:
        while self._is_free() and (unit := schedule.next()) is not None:
            settings = self._settings
            share = budgets.begin(unit, settings.clock.monotonic() - settings.started)
            if share is None:
                schedule.give_back(unit.number)
                if budgets.is_spent:
                    schedule.stop(ALL_SENT)
                return
            worker = self._free_worker()
            worker.unit = unit
            with suppress(OSError):  # It has ended; `_take` finds that out.
                worker.connection.send(Begin(unit_to_json(unit, share)))

    def _is_free(self) -> bool:
        busy = sum(worker.unit is not None for worker in self._workers)
        return busy < self._settings.workers

    def _free_worker(self) -> _Worker:
        idle = next((worker for worker in self._workers if worker.unit is None), None)
        if idle is None:
            idle = self._forked()
            self._workers.append(idle)
        return idle

    def _forked(self) -> _Worker:
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        others = [worker.connection for worker in self._workers]
        arguments = (theirs, [ours, *others], self._settings.serve)
        process = context.Process(target=_work, args=arguments, daemon=True)
        process.start()
        theirs.close()  # So that the end of the worker is the end of the pipe.
        return _Worker(process=process, connection=ours)

    def _ready(self) -> Iterator[_Worker]:
        """Yield workers that have reported something, or have ended."""
        by_connection = {worker.connection: worker for worker in self._workers}
        for each in wait([*by_connection], LOOK_SECONDS):
            yield by_connection[cast("Connection", each)]

    def _take(self, worker: _Worker, schedule: Schedule, budgets: Budgets) -> None:
        """Take one message of a worker.

        Raises:
            Exception: The worker could not do its work.
        """
        try:
            message = worker.connection.recv()
        except Exception:  # noqa: BLE001 - the pipe has ended, or what is in it cannot be read
            self._lose(worker, schedule, budgets)
            return
        match message:
            case Ask():
                self._requests[worker.process.pid or 0] = message.requests
                self._settings.on_requests(sum(self._requests.values()))
                self._give_turns(worker, schedule.halt_reason)
            case Done():
                partial = partial_from_json(message.partial)
                if worker.unit is not None:
                    requests = partial.report.tally.requests
                    budgets.end(worker.unit, requests, partial.kept_bytes)
                worker.unit = None
                schedule.finish(partial)
            case Silence():
                _answer_silence(worker, message, schedule)
            case Issued():
                self._settings.on_token(message.token)
            case Failed():
                raise message.error
            case Step():
                self._settings.on_step(message)
            case (int(), Exchange()):
                self._settings.on_exchange(*message)
            case _:
                pass

    def _give_turns(self, worker: _Worker, halt: str) -> None:
        settings = self._settings
        if halt:
            with suppress(OSError):
                worker.connection.send(Halt(halt))
            return
        count = 1 if settings.pace.every else UNPACED_TURNS
        first = settings.pace.reserve(settings.clock.monotonic(), count)
        with suppress(OSError):
            worker.connection.send(Turns(count, first, settings.pace.every))

    def _lose(self, worker: _Worker, schedule: Schedule, budgets: Budgets) -> None:
        worker.process.join(GRACE_SECONDS)
        self._workers.remove(worker)
        worker.connection.close()
        if worker.unit is not None:
            budgets.lose(worker.unit)
            schedule.lose(worker.unit.number, _end_of(worker.process))

    def _end_workers(self) -> None:
        for worker in self._workers:
            with suppress(OSError):
                worker.connection.send(None)
            worker.connection.close()
        for worker in self._workers:
            worker.process.join(1.0 if worker.unit is None else 0.0)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._workers = []


def _answer_silence(worker: _Worker, message: Silence, schedule: Schedule) -> None:
    """Let a worker know whether another one has found that a server stopped answering."""
    is_known = schedule.note_silence(message.origin, message.reason)
    with suppress(OSError):
        worker.connection.send(Known(is_known))


def refuse_without_fork() -> None:
    """Refuse workers where processes cannot be forked.

    Raises:
        OptionError: They cannot.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        raise OptionError(
            "several workers cannot be used here",
            where="--workers",
            found=NO_FORK,
            allowed="1",
            hint="leave it out, or run in a container",
        )


def _work(own: Connection, others: list[Connection], serve: Serve) -> None:
    """Do what a worker does; the ends of other pipes are closed, so that theirs end with them."""
    for each in others:
        each.close()
    serve(own)


def _end_of(process: BaseProcess) -> str:
    """Return how a process has ended, one clause."""
    code = process.exitcode
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"it was killed ({signal.Signals(-code).name})"
    return f"it exited with code {code}" if code is not None else "it gave no result"
