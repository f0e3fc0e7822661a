"""`contracts fuzz --workers N`: a fuzz run that is divided among processes of this machine."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection

from contracts.fuzz.campaign import (
    INTERRUPTED,
    FuzzCallbacks,
    fuzz_limits,
)
from contracts.fuzz.corpus import open_corpus
from contracts.fuzz.operation_fuzzer import NOT_SENT
from contracts.fuzz.parallel.rounds_schedule import TIME_IS_UP, FuzzSchedule
from contracts.fuzz.parallel.worker import FuzzRun, FuzzWorker, generators_of
from contracts.fuzz.report import fuzz_report, variables_read
from contracts.fuzz.schemathesis.adapter import Generator, isolated_hypothesis
from contracts.http.archive.archiving import archived
from contracts.http.client.transport import BudgetExhausted
from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.http.requests.readiness import wait_until_reachable
from contracts.http.requests.targets import Target
from contracts.results.baseline import KnownFinding
from contracts.results.merging.merge import merged_tally
from contracts.results.report import OperationReport, Report, unproved_by
from contracts.run.judging import empty_report
from contracts.run.parallel.budgets import Budgets, SharedPace
from contracts.run.parallel.fleet.coordination import FleetWork
from contracts.run.parallel.fleet.examining import SECONDS_AFTER_TIME, Fleet
from contracts.run.parallel.link import WorkerLink
from contracts.run.parallel.making_sure import Simultaneous, simultaneous
from contracts.run.parallel.planning import called_operations
from contracts.run.parallel.pool import PoolSettings, ProcessPool, refuse_without_fork
from contracts.run.parallel.processes import (
    ReportedTokens,
    learns,
    report_exchanges,
    tokens_of,
    transport_of_worker,
)
from contracts.run.parallel.units import Partial, Unit
from contracts.run.preparation import open_transport, prepare
from contracts.run.selection.operations import is_nothing_chosen
from contracts.run.session import CheckSession, open_sessions
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.reports import archive_paths


def run_fuzz_divided(  # noqa: PLR0913 - what a run needs from outside
    settings: FuzzSettings,
    clock: Clock,
    callbacks: FuzzCallbacks,
    interruption: Interruption,
    known: Iterable[KnownFinding] = (),
    *,
    rounds: int = 0,
    fleet: Fleet | None = None,
) -> Report:
    """Fuzz servers in several processes or by a fleet, and return the report.

    `known` findings are accepted. Each operation gets so many rounds; 0 for no limit but time and
    budgets. Without a fleet, processes of this machine do them.

    Raises:
        ContractsError: An option cannot be used, or a server gives no answer.
        ContractError: A document cannot be used.
    """
    if fleet is None:
        refuse_without_fork()
    workers = settings.workers if fleet is None else fleet.count()
    started, targets = clock.now(), prepare(settings)
    database = open_corpus(settings.corpus, settings.corpus_url)
    transport = open_transport(targets, settings, clock, fuzz_limits(targets, settings))
    interruption.when_set(lambda: transport.stop(interruption.reason))
    with closing(transport), archived(archive_paths(settings.reports), transport) as archives:
        with interruption.sending():
            wait_until_reachable(targets, transport, clock, settings.wait_seconds)
        sessions = open_sessions(targets, settings, transport, clock)
        for session in sessions:
            archives.hide(session.credentials.redactor)
        run = FuzzRun(
            settings=settings,
            transport=transport,
            clock=clock,
            interruption=interruption,
            database=database,
            known=tuple(known),
        )
        accepted = () if fleet is None else [entry.id for entry in run.known]
        schedule = FuzzSchedule(targets, settings, clock, callbacks.found, rounds, accepted)
        with isolated_hypothesis(settings.corpus / "cache"):
            able = _do(sessions, run, schedule, callbacks, workers, fleet)
    by_operation = _reports(targets, settings, schedule)
    report = fuzz_report(settings, targets, by_operation, schedule.findings)
    return replace(
        report,
        tally=merged_tally(
            [transport.tally, able.tally, *(each.report.tally for each in schedule.partials)]
        ),
        notes=(
            *report.notes,
            *able.notes(workers),
            *_notes(targets, settings, schedule, interruption),
            *variables_read(targets, settings),
        ),
        seconds=schedule.watch.seconds,
        started=started,
        stop_signal=interruption.signal,
    )


def _do(  # noqa: PLR0913, PLR0917 - what a run consists of
    sessions: Sequence[CheckSession],
    run: FuzzRun,
    schedule: FuzzSchedule,
    callbacks: FuzzCallbacks,
    workers: int,
    fleet: Fleet | None,
) -> Simultaneous:
    """Let the workers do the rounds; return how many the servers have allowed."""
    settings, clock, transport = run.settings, run.clock, run.transport
    count = sum(len(called_operations(s.target, settings)) for s in sessions)
    pace = SharedPace(transport.limits.per_second)
    pace.reserve(clock.monotonic())  # The run has just sent a request.
    able = Simultaneous(count=workers)
    with run.interruption.sending(), suppress(BudgetExhausted):
        able = simultaneous(sessions, transport, lambda: pace.reserve(clock.monotonic()), workers)
    generators = generators_of(sessions, settings) if fleet is None else {}
    # From here on: the time that the generator takes to load is not fuzzed.
    schedule.watch.begin()
    budgets = Budgets(transport.limits, 0, portions=max(count, 2 * able.count))
    budgets.spend(transport.tally.requests + able.tally.requests, transport.kept_bytes)
    if fleet is not None:
        work = _work_of_fleet(sessions, run, schedule, callbacks, able)
        if count:
            fleet.let_work(work, schedule, budgets)
        return able
    pool = ProcessPool(
        PoolSettings(
            workers=able.count,
            serve=partial(_serve, sessions, run, generators),
            pace=pace,
            clock=clock,
            interruption=run.interruption,
            started=clock.monotonic(),
            max_seconds=settings.seconds,
            on_step=lambda _: None,
            on_exchange=transport.on_exchange,
            on_token=learns(sessions),
            on_requests=lambda requests: callbacks.tick(requests, schedule.new),
        )
    )
    if count:
        pool.do(schedule, budgets)
    return able


def _work_of_fleet(
    sessions: Sequence[CheckSession],
    run: FuzzRun,
    schedule: FuzzSchedule,
    callbacks: FuzzCallbacks,
    able: Simultaneous,
) -> FleetWork:
    """Return what the workers of a fleet do, beside the rounds."""
    settings, sent = run.settings, 0

    def show(_: Unit, partial: Partial) -> None:
        nonlocal sent
        sent += partial.report.tally.requests
        callbacks.tick(sent, schedule.new)

    return FleetWork(
        name="fuzz",
        targets=[session.target for session in sessions],
        clock=run.clock,
        interruption=run.interruption,
        most=able.count if able.origin else 0,
        # No `max_seconds`: the schedule ends when the time is up.
        last_seconds=settings.seconds + SECONDS_AFTER_TIME,
        on_done=show,
        witnesses=settings.witnesses,
    )


def _serve(
    sessions: Sequence[CheckSession],
    run: FuzzRun,
    generators: Mapping[str, Generator],
    connection: Connection,
) -> None:
    """Do units in the process of a worker."""
    link, interruption = WorkerLink(connection, run.clock), Interruption()
    transport = transport_of_worker(link, run.transport, interruption, run.interruption)
    if archive_paths(run.settings.reports):
        report_exchanges(link, transport, tokens_of(sessions))
    own = replace(run, transport=transport, interruption=interruption)
    do = FuzzWorker(sessions, own, generators).do
    link.serve(do, ReportedTokens(link, tokens_of(sessions)).report)
    transport.close()


def _reports(
    targets: Sequence[Target], settings: FuzzSettings, schedule: FuzzSchedule
) -> dict[tuple[str, str], OperationReport]:
    """Return the report on each operation that is called; one that was not reached has a reason."""
    found: dict[tuple[str, str], OperationReport] = {}
    lost = {
        (each.unit.api, name): each.reason
        for each in schedule.lost
        for name in each.unit.operations
    }
    for target in targets:
        contract = target.contract
        for operation in called_operations(target, settings):
            key = (contract.api, operation.id)
            empty = unproved_by(empty_report(contract, operation), NOT_SENT)
            report = schedule.by_operation.get(key, empty)
            found[key] = replace(report, cut=lost.get(key, report.cut))
    return found


def _notes(
    targets: Sequence[Target],
    settings: FuzzSettings,
    schedule: FuzzSchedule,
    interruption: Interruption,
) -> Iterator[str]:
    ending = INTERRUPTED if interruption.is_set else schedule.stop_reason
    if ending not in {"", TIME_IS_UP} and not is_nothing_chosen(targets):
        yield f"The run ended early: {ending}."
    for report in _reports(targets, settings, schedule).values():
        if report.unverified_reason:
            yield f"{report.id}: {report.unverified_reason}."
    yield from schedule.notes
