"""`contracts check --workers N`: a run that is divided among processes of this machine."""

import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from typing import TypeVar

from contracts.http.client.tokens import TokenSource
from contracts.http.client.transport import OnExchange
from contracts.http.interruption import Interruption
from contracts.http.messages.exchange import Exchange
from contracts.run.check import CheckRun, Examine, Examined, examine_here
from contracts.run.parallel.budgets import SharedPace
from contracts.run.parallel.dividing import examine_divided
from contracts.run.parallel.link import DoUnit, WorkerLink
from contracts.run.parallel.planning import plan_check
from contracts.run.parallel.pool import PoolSettings, ProcessPool, refuse_without_fork
from contracts.run.parallel.preconditions import Simultaneous, examine_surely
from contracts.run.parallel.worker import CheckWorker
from contracts.run.progress import StepCounter
from contracts.run.session import CheckSession, RunContext
from contracts.run.settings.reports import archive_paths

Run = TypeVar("Run", bound=RunContext)

MANY_RECORDERS = 1_000_000_000
"""More recorders than one process has; their numbers are different in all processes."""


def in_processes(workers: int, before_fork: Callable[[], object]) -> Examine:
    """Return what examines servers in several processes.

    There are at least 2 workers; `before_fork`, called once before them, imports what each of them
    needs.

    Raises:
        OptionError: The system cannot fork.
    """
    refuse_without_fork()
    return partial(_examine, workers=workers, before_fork=before_fork)


def _examine(
    sessions: Sequence[CheckSession],
    run: CheckRun,
    *,
    workers: int,
    before_fork: Callable[[], object],
) -> Examined:
    units = plan_check([session.target for session in sessions], run.settings, workers)
    workers = min(workers, len(units))
    if workers <= 1:
        return examine_here(sessions, run)  # There is nothing to divide.

    def divided(able: Simultaneous, pace: SharedPace) -> Examined:
        before_fork()
        do, spent = _pool(sessions, run, able.count, pace).do, able.tally.requests
        return examine_divided(sessions, run, workers=able.count, do=do, spent=spent)

    return examine_surely(sessions, run, workers, divided)


def _pool(
    sessions: Sequence[CheckSession], run: CheckRun, workers: int, pace: SharedPace
) -> ProcessPool:
    steps = StepCounter(run.on_step, _count_steps(sessions, run, workers))
    return ProcessPool(
        PoolSettings(
            workers=workers,
            serve=partial(_serve, sessions, run),
            pace=pace,
            clock=run.clock,
            interruption=run.interruption,
            started=run.clock.monotonic() - run.transport.elapsed,
            max_seconds=run.settings.max_seconds,
            on_step=lambda step: steps.begin(step.text),
            on_exchange=run.transport.on_exchange,
            on_token=learns(sessions),
        )
    )


def learns(sessions: Sequence[CheckSession]) -> Callable[[str], None]:
    """Return what knows the tokens that are issued to workers, so that they are redacted."""
    tokens = tokens_of(sessions)
    return tokens.learn if tokens else lambda _: None


def _count_steps(sessions: Sequence[CheckSession], run: CheckRun, workers: int) -> int:
    """Return how many steps all units have: one for each operation, and those of each unit."""
    units = plan_check([session.target for session in sessions], run.settings, workers)
    each = 2 + (run.fuzzer is not None)
    return sum(len(unit.operations) + each for unit in units)


def _serve(sessions: Sequence[CheckSession], run: CheckRun, connection: Connection) -> None:
    """Do units in the process of a worker."""

    def worker(own: CheckRun, link: WorkerLink) -> DoUnit:
        reporting = replace(own, on_step=link.step, on_silence=link.silence)
        return CheckWorker(sessions, reporting).do

    serve_units(connection, sessions, run, worker)


def serve_units(
    connection: Connection,
    sessions: Sequence[CheckSession],
    run: Run,
    worker: Callable[[Run, WorkerLink], DoUnit],
) -> None:
    """Do units in the process of a worker, until there is no more.

    `run` is that of the process which was copied; `worker` returns what does a unit, with the run
    of this process. Its transport takes turns with others, and ends by a signal.
    """
    link, interruption = WorkerLink(connection, run.clock), Interruption()
    transport, tokens = run.transport.another(link.pace), ReportedTokens(link, sessions)
    interruption.when_set(lambda: transport.stop(interruption.reason))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: interruption.interrupt(received))
    if run.interruption.is_set:  # A signal came between the fork and this line.
        interruption.interrupt(run.interruption.signal)
    if archive_paths(run.settings.reports):
        transport.on_exchange = _archiving(link, tokens)
    own = replace(run, transport=transport, interruption=interruption)
    link.serve(worker(own, link), tokens.report)
    transport.close()


def tokens_of(sessions: Sequence[CheckSession]) -> TokenSource | None:
    """Return the tokens of a run, which all its sessions share; None without a token command."""
    return next((session.recorder.tokens for session in sessions), None)


class ReportedTokens:
    """Lets the first process know the tokens that were issued to a worker, each once."""

    def __init__(self, link: WorkerLink, sessions: Sequence[CheckSession]) -> None:
        """Begin with those that both processes know."""
        self._link = link
        self._tokens = tokens_of(sessions)
        self._known = {*self._tokens.issued} if self._tokens else set()

    def report(self) -> None:
        """Report what was issued since."""
        for token in self._tokens.issued if self._tokens else ():
            if token not in self._known:
                self._known.add(token)
                self._link.issued(token)


def _archiving(link: WorkerLink, tokens: ReportedTokens) -> OnExchange:
    """Return what lets the first process write an exchange into the archive of the run."""
    first = os.getpid() * MANY_RECORDERS

    def write(number: int, exchange: Exchange) -> None:
        tokens.report()  # Before the exchange, in which it would not be hidden.
        link.exchange(first + number, exchange)

    return write
