"""A fuzz run, from settings to report: the composition root of `contracts fuzz`.

It ends on time, on a used-up budget, or on an interrupt, and always with a report: its findings are
on disk already.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from contracts.fuzz.corpus import open_corpus
from contracts.fuzz.fuzz_run import PROFILE, Fuzz, FuzzCallbacks, Fuzzed, FuzzRun
from contracts.fuzz.one_process import fuzz_here
from contracts.fuzz.operation_fuzzer import NOT_SENT
from contracts.fuzz.schemathesis.adapter import isolated_hypothesis
from contracts.http.client.limits import Limits
from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.http.requests.environment import environment_notes
from contracts.http.requests.targets import Target
from contracts.results.baseline import KnownFinding
from contracts.results.finding import ORDER
from contracts.results.merging.merge import merged_tally
from contracts.results.report import OperationReport, Report, unproved_by, with_places
from contracts.run.judging import empty_report, skipped_report
from contracts.run.preparation import prepare, report_on, run_limits, secret_parameters
from contracts.run.probing.targets import is_allowed
from contracts.run.session import opened_run
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.repetition import options_to_repeat, with_replay_options
from contracts.run.target_judging import UNSAFE_SKIPPED

NO_LIMIT = 2**62
NO_OPERATION = "the document has no operation"


def run_fuzz(  # noqa: PLR0913 - what a run needs from outside
    settings: FuzzSettings,
    clock: Clock,
    callbacks: FuzzCallbacks,
    interruption: Interruption,
    known: Iterable[KnownFinding] = (),
    *,
    fuzz: Fuzz = fuzz_here,
) -> Report:
    """Fuzz servers, and return the report.

    `known` findings are accepted; the signals of the run come by `interruption`. `fuzz` sends the
    requests and judges the answers; by default this process does.

    Raises:
        ContractsError: An option cannot be used, or a server gives no answer.
        ContractError: A document cannot be used.
    """
    started, targets = clock.now(), prepare(settings)
    database = open_corpus(settings.corpus, settings.corpus_url)
    limits = fuzz_limits(targets, settings)
    with opened_run(targets, settings, clock, limits, interruption) as opened:
        run = FuzzRun(
            settings=settings,
            transport=opened.transport,
            clock=clock,
            interruption=interruption,
            database=database,
            known=tuple(known),
            callbacks=callbacks,
        )
        with isolated_hypothesis(settings.corpus / "cache"):
            fuzzed = fuzz(opened.sessions, run)
    report = fuzz_report(settings, targets, fuzzed)
    return replace(
        report,
        tally=merged_tally([opened.transport.tally, fuzzed.tally]),
        notes=(*report.notes, *opened.archives.notes(opened.transport.tally.requests)),
        started=started,
        stop_signal=interruption.signal,
    )


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


def fuzz_report(settings: FuzzSettings, targets: Sequence[Target], fuzzed: Fuzzed) -> Report:
    """Return the report of a run on what it has found, without its traffic."""
    lowest = ORDER[settings.min_severity]
    shown = [each for each in fuzzed.findings if ORDER[each.finding.severity] <= lowest]
    secrets = secret_parameters(targets)
    report = report_on(targets, settings, PROFILE, settings.seed)
    operations = tuple(
        each
        for target in targets
        for each in with_places(_operations(target, settings, fuzzed), target.contract)
    )
    return replace(
        report,
        operations=operations,
        findings=with_replay_options(sorted(shown, key=lambda each: each.order), settings, secrets),
        repeat=options_to_repeat(settings, secrets),
        notes=(*report.notes, *_notes(report, operations, fuzzed), *_variables(targets, settings)),
        seconds=fuzzed.seconds,
    )


def _operations(
    target: Target, settings: FuzzSettings, fuzzed: Fuzzed
) -> Iterator[OperationReport]:
    """Yield the report on each operation; one that was not called, or not reached, has a reason."""
    contract = target.contract
    for operation in target.operations:
        if not is_allowed(operation, settings):
            yield skipped_report(contract, operation, UNSAFE_SKIPPED)
        else:
            reached = fuzzed.reports.get((contract.api, operation.id))
            yield reached or unproved_by(empty_report(contract, operation), NOT_SENT)


def _notes(report: Report, operations: Sequence[OperationReport], fuzzed: Fuzzed) -> Iterator[str]:
    ending = fuzzed.ending
    if all(each.skipped_reason for each in operations):
        ending = "there is no operation that may be called" if operations else NO_OPERATION
    if ending and not report.is_nothing_chosen:
        yield f"The run ended early: {ending}."
    for operation in operations:
        if operation.unverified_reason:
            yield f"{operation.id}: {operation.unverified_reason}."
    yield from fuzzed.notes


def _variables(targets: Sequence[Target], settings: FuzzSettings) -> Iterator[str]:
    """Yield which variables of the environment are read, and which are refused."""
    for target in targets:
        yield from environment_notes(target.contract, settings.environ, settings.env)
