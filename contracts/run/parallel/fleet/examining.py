"""Examines servers with the workers of a fleet."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from contracts.errors import UnreachableError
from contracts.http.clock import Clock
from contracts.http.interruption import SECONDS_FOR_JUDGING
from contracts.run.check import CheckRun, Examined
from contracts.run.parallel.budgets import Budgets
from contracts.run.parallel.dividing import examine_divided
from contracts.run.parallel.fleet.coordination import Coordinator, FleetWork, Queue, RunSideStore
from contracts.run.parallel.fleet.orders import Command, digests_of
from contracts.run.parallel.preconditions import Simultaneous, examine_surely
from contracts.run.parallel.schedule import Schedule
from contracts.run.parallel.units import Partial, Unit
from contracts.run.preparation import contract_texts, secret_parameters
from contracts.run.probing.targets import called_operations
from contracts.run.progress import StepCounter
from contracts.run.session import CheckSession
from openapi.text.listing import listed

START_SECONDS = 30.0  # how long a run waits for its first worker
SECONDS_AFTER_TIME = 30.0  # how much longer than the time of the run results are waited for

SECONDS_TO_END = SECONDS_FOR_JUDGING + 3.0
"""How long workers may take to end their units after a signal: to notice it, and to judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """What a run needs to let other machines do its units."""

    run: str  # names the run; another one each time
    # Returns the words of its command without secrets; its argument are the names for which
    # `--param` gives an API key.
    words: Callable[[frozenset[str]], tuple[str, ...]]
    queue: Queue  # takes units to the workers
    store: RunSideStore  # knows the workers, and has their results
    shown: str  # the address of the fleet, for messages
    origins: Sequence[str] = ()  # the servers of the run, for messages

    def wait_for_workers(
        self, clock: Clock, say: Callable[[str], None], most_seconds: float = START_SECONDS
    ) -> int:
        """Return how many workers there are, as soon as there is one.

        `say` shows a line to the user, who would otherwise look at nothing for long.

        Raises:
            UnreachableError: There is none, or the store does not answer.
        """
        until = clock.monotonic() + most_seconds
        serves = f" that may call {' and '.join(self.origins)}" if self.origins else ""
        is_said = False
        while not (workers := self.store.workers()):
            if not is_said:
                say(f"waiting for a worker of {self.shown}{serves}, for {most_seconds:g} s")
                is_said = True
            left = until - clock.monotonic()
            if left <= 0:
                servers = "".join(f" --server {each}" for each in self.origins)
                raise UnreachableError(
                    f"the fleet has no worker{serves}",
                    where=self.shown,
                    found=f"none within {most_seconds:g} s",
                    hint=f"start some with: contracts worker URL{servers or ' --server SERVER'}",
                )
            clock.sleep(min(1.0, left))
        return len(workers)

    def count(self) -> int:
        """Return how many workers there are now, at least 1.

        Raises:
            UnreachableError: The store does not answer.
        """
        return max(len(self.store.workers()), 1)

    def examine(self, sessions: Sequence[CheckSession], run: CheckRun) -> Examined:
        """Return what the workers find together.

        Raises:
            ContractsError: A worker cannot do its part, or the store is lost.
        """
        return examine_surely(
            sessions, run, self.count(), lambda able, _: self._divided(sessions, run, able)
        )

    def _divided(
        self, sessions: Sequence[CheckSession], run: CheckRun, able: Simultaneous
    ) -> Examined:
        """Return what the workers find, as many at a time as the servers serve."""
        most = able.count if able.origin else 0
        # A unit for each group of operations that belong together: what a lost worker has not
        # finished is the least that can be done again.
        every = sum(len(called_operations(each.target, run.settings)) for each in sessions)
        return examine_divided(
            sessions,
            run,
            workers=max(every, 1),
            do=lambda schedule, budgets: self._do(sessions, run, most, schedule, budgets),
            spent=able.tally.requests,
        )

    def _do(
        self,
        sessions: Sequence[CheckSession],
        run: CheckRun,
        most: int,
        schedule: Schedule,
        budgets: Budgets,
    ) -> None:
        steps = StepCounter(run.on_step, schedule.waiting)

        def show(unit: Unit, _: Partial) -> None:
            steps.begin(f"{unit.api}: {listed(unit.operations, 1)}")

        last = run.settings.max_seconds
        work = FleetWork(
            name="check",
            targets=[session.target for session in sessions],
            clock=run.clock,
            interruption=run.interruption,
            most=most,
            max_seconds=run.transport.limits.max_seconds,
            last_seconds=last + SECONDS_AFTER_TIME if last else 0.0,
            on_done=show,
        )
        self.let_work(work, schedule, budgets)

    def let_work(self, work: FleetWork, schedule: Schedule, budgets: Budgets) -> None:
        """Let the workers do all units of a schedule, or end them after a signal.

        Raises:
            ContractsError: A worker cannot do its part, or the store is lost.
        """
        targets, interruption = work.targets, work.interruption
        command = Command(
            run=self.run,
            name=work.name,
            words=self.words(secret_parameters(targets)),
            documents=digests_of(contract_texts(targets)),
        )
        coordinator = Coordinator(command, self.queue, self.store, work)
        try:
            with interruption.sending():
                coordinator.do(schedule, budgets)
            if interruption.is_set:
                coordinator.finish(schedule, budgets, interruption.reason, SECONDS_TO_END)
        finally:
            with suppress(UnreachableError):
                self.store.end(self.run)
