"""`contracts fuzz --workers N` and `--fleet`: rounds that processes or other machines do."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection

from contracts.fuzz.fuzz_run import INTERRUPTED, Fuzz, FuzzCallbacks, Fuzzed, FuzzRun
from contracts.fuzz.operation_fuzzer import NOT_SENT
from contracts.fuzz.parallel.rounds_schedule import TIME_IS_UP, FuzzSchedule
from contracts.fuzz.parallel.worker import FuzzWorker, generators_of
from contracts.fuzz.schemathesis.adapter import Generator
from contracts.http.client.transport import BudgetExhausted
from contracts.http.requests.targets import Target
from contracts.results.merging.merge import merged_tally
from contracts.results.report import OperationReport, unproved_by
from contracts.run.judging import empty_report, why_busy
from contracts.run.parallel.budgets import Budgets, SharedPace
from contracts.run.parallel.fleet.coordination import FleetWork
from contracts.run.parallel.fleet.examining import SECONDS_AFTER_TIME, Fleet
from contracts.run.parallel.link import DoUnit, WorkerLink
from contracts.run.parallel.pool import PoolSettings, ProcessPool, refuse_without_fork
from contracts.run.parallel.preconditions import Simultaneous, simultaneous
from contracts.run.parallel.processes import learns, serve_units
from contracts.run.parallel.units import Partial, Unit
from contracts.run.probing.targets import called_operations
from contracts.run.progress import Reached, notes_on_load
from contracts.run.session import CheckSession


def in_processes(rounds: int = 0) -> Fuzz:
    """Return what fuzzes servers in several processes, as many as the settings say.

    Each operation gets so many rounds; 0 for no limit but time and budgets.

    Raises:
        OptionError: The system cannot fork.
    """
    refuse_without_fork()
    return partial(_fuzz, fleet=None, rounds=rounds)


def on_fleet(fleet: Fleet, rounds: int = 0) -> Fuzz:
    """Return what lets a fleet fuzz servers; the rounds are those of `in_processes`."""
    return partial(_fuzz, fleet=fleet, rounds=rounds)


def _fuzz(
    sessions: Sequence[CheckSession], run: FuzzRun, *, fleet: Fleet | None, rounds: int
) -> Fuzzed:
    workers = run.settings.workers if fleet is None else fleet.count()
    targets = [session.target for session in sessions]
    # The workers of a fleet do not know which findings are accepted.
    accepted = () if fleet is None else [entry.id for entry in run.known]
    schedule = FuzzSchedule(targets, run.settings, run.clock, run.callbacks.found, rounds, accepted)
    clock, transport = run.clock, run.transport
    pace = SharedPace(transport.limits.per_second)
    pace.reserve(clock.monotonic())  # The run has just sent a request.
    able = Simultaneous(count=workers)
    with run.interruption.sending(), suppress(BudgetExhausted):
        able = simultaneous(sessions, transport, lambda: pace.reserve(clock.monotonic()), workers)
    if fleet is None:
        do = _pool(sessions, run, schedule, able, pace).do
    else:
        do = partial(fleet.let_work, _work_of_fleet(targets, run, schedule, able))
    # From here on: the time that the generator takes to load is not fuzzed.
    schedule.watch.begin()
    count = sum(len(called_operations(target, run.settings)) for target in targets)
    budgets = Budgets(transport.limits, 0, portions=max(count, 2 * able.count))
    budgets.spend(transport.tally.requests + able.tally.requests, transport.kept_bytes)
    if count:
        do(schedule, budgets)
    ending = INTERRUPTED if run.interruption.is_set else schedule.stop_reason
    return Fuzzed(
        reports=_reports(targets, schedule),
        findings=schedule.findings,
        seconds=schedule.watch.seconds,
        ending="" if ending == TIME_IS_UP else ending,
        notes=(*schedule.notes, *able.notes(workers), *_notes_on_load(targets, schedule)),
        tally=merged_tally([able.tally, *(each.report.tally for each in schedule.partials)]),
    )


def _pool(
    sessions: Sequence[CheckSession],
    run: FuzzRun,
    schedule: FuzzSchedule,
    able: Simultaneous,
    pace: SharedPace,
) -> ProcessPool:
    """Return the processes that do the rounds; the generators are made before they are forked."""
    generators = generators_of(sessions, run.settings)
    clock = run.clock
    return ProcessPool(
        PoolSettings(
            workers=able.count,
            serve=partial(_serve, sessions, run, generators),
            pace=pace,
            clock=clock,
            interruption=run.interruption,
            started=clock.monotonic(),
            max_seconds=run.settings.seconds,
            on_step=lambda _: None,
            on_exchange=run.transport.on_exchange,
            on_token=learns(sessions),
            on_requests=lambda requests: run.callbacks.tick(requests, schedule.new),
        )
    )


def _serve(
    sessions: Sequence[CheckSession],
    run: FuzzRun,
    generators: Mapping[str, Generator],
    connection: Connection,
) -> None:
    """Do units in the process of a worker."""

    def worker(own: FuzzRun, _: WorkerLink) -> DoUnit:
        return FuzzWorker(sessions, replace(own, callbacks=FuzzCallbacks()), generators).do

    serve_units(connection, sessions, run, worker)


def _work_of_fleet(
    targets: Sequence[Target], run: FuzzRun, schedule: FuzzSchedule, able: Simultaneous
) -> FleetWork:
    """Return what the workers of a fleet do, beside the rounds."""
    settings, sent = run.settings, 0

    def show(_: Unit, partial: Partial) -> None:
        nonlocal sent
        sent += partial.report.tally.requests
        run.callbacks.tick(sent, schedule.new)

    return FleetWork(
        name="fuzz",
        targets=targets,
        clock=run.clock,
        interruption=run.interruption,
        most=able.count if able.origin else 0,
        # No `max_seconds`: the schedule ends when the time is up.
        last_seconds=settings.seconds + SECONDS_AFTER_TIME,
        on_done=show,
        witnesses=settings.witnesses,
    )


def _notes_on_load(targets: Sequence[Target], schedule: FuzzSchedule) -> Iterator[str]:
    """Yield how many answers of each API were those of a busy server, if any were."""
    for api in (target.contract.api for target in targets):
        own = [
            Reached(called=(key[1],), answers=answers, busy=schedule.busy[key])
            for key, answers in schedule.answers.items()
            if key[0] == api
        ]
        yield from notes_on_load(api, own)


def _reports(
    targets: Sequence[Target], schedule: FuzzSchedule
) -> dict[tuple[str, str], OperationReport]:
    """Return the report on each operation that was reached, or whose workers were lost."""
    found = dict(schedule.by_operation)
    for key, report in schedule.by_operation.items():
        busy = why_busy(schedule.busy[key], schedule.answers[key])
        if busy:  # even without a success, for which values would be advised
            found[key] = unproved_by(report, busy)
    contracts = {target.contract.api: target.contract for target in targets}
    for lost in schedule.lost:
        contract = contracts[lost.unit.api]
        for operation in filter(None, map(contract.operation, lost.unit.operations)):
            key = (contract.api, operation.id)
            empty = unproved_by(empty_report(contract, operation), NOT_SENT)
            found[key] = replace(found.get(key, empty), cut=lost.reason)
    return found
