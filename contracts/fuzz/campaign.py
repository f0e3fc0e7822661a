"""A fuzz run: replays the corpus, then generates requests until the time is up.

It ends on time, on a used-up budget, or on an interrupt, and always with a report: its findings are
on disk already.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from contracts.errors import OptionError
from contracts.fuzz.corpus import open_corpus
from contracts.fuzz.findings import FindingFilter, FindingStore
from contracts.fuzz.learnt_values import learn_values
from contracts.fuzz.operation_fuzzer import FuzzContext, FuzzEnded, OperationFuzzer
from contracts.fuzz.report import fuzz_report, variables_read
from contracts.fuzz.request_mutations import MutationBase, mutation_base
from contracts.fuzz.schemathesis.adapter import Generator, RecordingTransport, isolated_hypothesis
from contracts.fuzz.schemathesis.checks import create_second_opinion
from contracts.fuzz.stopwatch import Stopwatch
from contracts.http.archive.archiving import archived
from contracts.http.client.limits import Limits
from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.http.requests.building import UncomposableError
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.readiness import wait_until_reachable
from contracts.http.requests.targets import Target
from contracts.results.baseline import KnownFinding
from contracts.results.finding import ReportedFinding
from contracts.results.report import Report
from contracts.run.preparation import (
    open_transport,
    prepare,
    rule_selection,
    run_limits,
)
from contracts.run.probing.fuzzer_protocol import FuzzLimits
from contracts.run.probing.targets import is_allowed, notes_on_rows
from contracts.run.session import CheckSession, open_sessions
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.reports import archive_paths
from openapi.contract import Operation

INTERRUPTED = "it was interrupted"
STOPPED = "the server stopped answering"
NO_LIMIT = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzCallbacks:
    """Functions that a run calls."""

    # Called before every request, with the number of requests and of new findings so far.
    tick: Callable[[int, int], None] = lambda _, __: None
    found: Callable[[ReportedFinding], None] = lambda _: None  # called with every new finding


def run_fuzz(
    settings: FuzzSettings,
    clock: Clock,
    callbacks: FuzzCallbacks,
    interruption: Interruption,
    known: Iterable[KnownFinding] = (),
) -> Report:
    """Fuzz servers, and return the report.

    `known` findings are accepted; the signals of the run come by `interruption`.

    Raises:
        ContractsError: An option cannot be used, or a server gives no answer.
        ContractError: A document cannot be used.
    """
    started, targets = clock.now(), prepare(settings)
    database = open_corpus(settings.corpus, settings.corpus_url)
    transport = open_transport(targets, settings, clock, fuzz_limits(targets, settings))
    interruption.when_set(lambda: transport.stop(interruption.reason))
    stores: list[FindingStore] = []
    watch = Stopwatch(clock, settings.seconds)

    def tick() -> None:
        watch.begin()
        new = sum(findings.new for findings in stores)
        callbacks.tick(transport.tally.requests, new)
        if interruption.is_set:  # A library may have swallowed the KeyboardInterrupt.
            raise FuzzEnded(INTERRUPTED)
        if watch.is_over:
            raise FuzzEnded("")

    fuzzers: list[OperationFuzzer] = []
    paths = archive_paths(settings.reports)
    with closing(transport), archived(paths, transport) as archives:
        context = FuzzContext(
            settings=settings,
            transport=transport,
            clock=clock,
            database=database,
            tick=tick,
            hide=archives.hide,
            check_time=watch.check_judging,
        )
        with interruption.sending():
            wait_until_reachable(targets, transport, clock, settings.wait_seconds)
        with isolated_hypothesis(settings.corpus / "cache"):
            run = partial(_fuzz, targets, context, callbacks, known, stores, fuzzers)
            ending = _end_of(run, interruption)
            if ending != INTERRUPTED and any(each.judge_silence() for each in fuzzers):
                ending = STOPPED
    is_late = watch.is_over and ending not in {INTERRUPTED, STOPPED}
    by_operation = {(fuzzer.api, fuzzer.operation): fuzzer.report() for fuzzer in fuzzers}
    found = [each for findings in stores for each in findings.all]
    report = fuzz_report(settings, targets, by_operation, found)
    return replace(
        report,
        tally=transport.tally,
        notes=(
            *report.notes,
            *_notes(fuzzers, "" if is_late or report.is_nothing_chosen else ending),
            *notes_on_rows(context.rows_used),
            *variables_read(targets, settings),
            *archives.notes(transport.tally.requests),
        ),
        seconds=watch.seconds,
        started=started,
        stop_signal=interruption.signal,
    )


def _end_of(run: Callable[[], str], interruption: Interruption) -> str:
    """Return why a run has ended; empty if its time was up."""
    ending = INTERRUPTED
    try:
        with interruption.sending():
            ending = run()
    except FuzzEnded as ended:
        ending = str(ended)
    return INTERRUPTED if interruption.is_set else ending


def _fuzz(  # noqa: PLR0913, PLR0917 - an interrupt must not lose what the lists have
    targets: Sequence[Target],
    context: FuzzContext,
    callbacks: FuzzCallbacks,
    known: Iterable[KnownFinding],
    stores: list[FindingStore],
    fuzzers: list[OperationFuzzer],
) -> str:
    """Send requests until FuzzEnded or an interrupt; return why there were none to send."""
    settings = context.settings
    groups: list[tuple[CheckSession, Sequence[OperationFuzzer]]] = []
    for session in open_sessions(targets, settings, context.transport, context.clock):
        context.hide(session.credentials.redactor)
        own = _operation_fuzzers(session, context, callbacks, known, stores)
        fuzzers += own
        groups.append((session, own))
    for fuzzer in fuzzers:
        fuzzer.begin()
    for session, group in groups:
        _begin_with_learnt(session, group, context)
    for fuzzer in fuzzers:
        fuzzer.replay()
    for turn in count() if fuzzers else ():
        for fuzzer in fuzzers:
            fuzzer.generate(settings.seed, turn)
    if not any(target.contract.operations for target in targets):
        return "the document has no operation"
    return "there is no operation that may be called"


def fuzz_limits(targets: Sequence[Target], settings: FuzzSettings) -> Limits:
    """Return the limits of a run: its time and pace, and the given budgets."""
    budget = settings.budget
    limits = run_limits(targets, settings)
    is_local = all(target.is_local for target in targets)
    paced = int(limits.per_second * settings.seconds) + 1 if limits.per_second else 0
    return replace(
        limits,
        max_seconds=settings.seconds,
        max_waiting_seconds=max(limits.max_waiting_seconds, settings.seconds / 2),
        max_requests=budget.max_requests or paced,
        max_total_bytes=NO_LIMIT
        if is_local and budget.max_bytes is None
        else limits.max_total_bytes,
    )


def _operation_fuzzers(
    session: CheckSession,
    context: FuzzContext,
    callbacks: FuzzCallbacks,
    known: Iterable[KnownFinding],
    stores: list[FindingStore],
) -> list[OperationFuzzer]:
    settings, target, credentials = context.settings, session.target, session.credentials
    contract = target.contract
    called = [each for each in target.operations if is_allowed(each, settings)]
    if not called:
        return []
    witness_context = session.witness_context(settings, {}, create_second_opinion(contract))
    findings = FindingStore(witness_context, filter_of(settings, known), callbacks.found)
    stores.append(findings)
    generator = generator_of(session, settings)
    bases = (base_of(target, each, credentials, settings) for each in called)
    return [OperationFuzzer(context, witness_context, base, generator, findings) for base in bases]


def filter_of(settings: FuzzSettings, known: Iterable[KnownFinding]) -> FindingFilter:
    """Return which findings a run reports, beside those that are known."""
    return FindingFilter(
        selection=rule_selection(settings),
        failing=settings.failing,
        known={entry.id: entry for entry in known},
        witnesses=settings.witnesses,
    )


def _begin_with_learnt(
    session: CheckSession, fuzzers: Sequence[OperationFuzzer], context: FuzzContext
) -> None:
    """Let operations without a success start again from ids that the server lists.

    Raises:
        FuzzEnded: The run is over.
    """
    settings = context.settings
    lacking = {each.operation: each for each in fuzzers if not each.has_success}
    operations = [each for each in session.target.operations if each.id in lacking]
    learnt = learn_values(
        session, operations, context.tick, context.rows_used, is_unsafe=settings.is_unsafe
    )
    for operation in operations:
        if operation.id in learnt:
            credentials = learnt[operation.id]
            base = base_of(session.target, operation, credentials, settings)
            lacking[operation.id].start_from(base)
            lacking[operation.id].begin()


def generator_of(session: CheckSession, settings: FuzzSettings) -> Generator:
    """Return what generates requests of the operations of an API that are called."""
    target, credentials = session.target, session.credentials
    plan = FuzzLimits(
        operations=frozenset(each.id for each in target.operations if is_allowed(each, settings)),
        max_examples=1,
        max_seconds=settings.seconds,
        seed=settings.seed,
        is_unsafe=settings.is_unsafe,
    )
    transport = RecordingTransport(session.recorder, credentials, target, session.clock)
    return Generator(target, credentials, plan, transport)


def base_of(
    target: Target, operation: Operation, credentials: Credentials, settings: FuzzSettings
) -> MutationBase:
    """Return what requests of an operation are mutated from.

    Raises:
        OptionError: No request can be built from the document.
    """
    try:
        return mutation_base(target, operation, credentials, is_unsafe=settings.is_unsafe)
    except UncomposableError as error:
        raise OptionError(
            f"no request of {operation.id} can be built from the document",
            where=f"the document of {target.contract.api}",
            found=str(error)[:200],
            hint="give its parameters values with --param NAME=VALUE",
        ) from error


def _notes(fuzzers: Sequence[OperationFuzzer], ending: str) -> Iterator[str]:
    if ending:
        yield f"The run ended early: {ending}."
    for fuzzer in fuzzers:
        if not fuzzer.is_proved:
            yield f"{fuzzer.operation}: {fuzzer.unproved_reason}."
        yield from (f"{fuzzer.operation}: generation: {error}" for error in fuzzer.errors)
