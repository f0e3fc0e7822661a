"""A fuzz run: replay the corpus, then generate until the time is up. The composition root.

It ends on time, on a used-up budget, or on an interrupt, and always with a report: what it has
found lies on disk already.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from contracts.errors import OptionError
from contracts.fuzz.corpus import open_corpus
from contracts.fuzz.findings import FindingFilter, FindingStore
from contracts.fuzz.operation_fuzzer import NO_SUCCESS, FuzzContext, FuzzEnded, OperationFuzzer
from contracts.fuzz.request_mutations import MutationBase, mutation_base
from contracts.fuzz.schemathesis.adapter import Generator, RecordingTransport, isolated_hypothesis
from contracts.fuzz.schemathesis.checks import create_second_opinion
from contracts.http.client.transport import Limits, Transport
from contracts.http.clock import Clock
from contracts.http.requests.building import UncomposableError
from contracts.http.requests.credentials import (
    Credentials,
)
from contracts.http.requests.environment import environment_notes
from contracts.http.requests.readiness import wait_until_reachable
from contracts.http.requests.targets import Target
from contracts.results.baseline import KnownFinding
from contracts.results.finding import ORDER, ReportedFinding
from contracts.results.report import Report
from contracts.run.check import UNSAFE_SKIPPED
from contracts.run.fuzzer_protocol import FuzzLimits
from contracts.run.judging import skipped_report
from contracts.run.preparation import (
    contract_paths,
    contract_texts,
    prepare,
    rule_selection,
    run_limits,
)
from contracts.run.probing import is_allowed
from contracts.run.session import CheckSession, open_sessions
from contracts.run.settings import FuzzSettings, options_to_repeat
from openapi.contract import Operation

PROFILE = "fuzz"
INTERRUPTED = "it was interrupted"
NO_LIMIT = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzCallbacks:
    """Who looks on.

    Attributes:
        tick: Is told requests and new findings so far, before every request.
        found: Is told of every new finding.
        is_over: Whether the run is to end.
        close: Is called as soon as it ends, whyever.
    """

    tick: Callable[[int, int], None] = lambda _, __: None
    found: Callable[[ReportedFinding], None] = lambda _: None
    is_over: Callable[[], bool] = lambda: False
    close: Callable[[], None] = lambda: None


def run_fuzz(
    settings: FuzzSettings,
    clock: Clock,
    watch: FuzzCallbacks,
    known: Iterable[KnownFinding] = (),
) -> Report:
    """Fuzz servers, and return what came of it.

    Args:
        settings: What is fuzzed, and how.
        clock: The time.
        watch: Hears how far the run is, and may end it.
        known: Findings that are accepted.

    Raises:
        ContractsError: An option cannot be used, or a server gives no answer.
        ContractError: A document cannot be used.
    """
    start = clock.monotonic()
    targets = prepare(settings)
    database = open_corpus(settings.corpus)
    limits = _limits(targets, settings)
    transport = Transport(limits, clock, dialing=settings.dialing)
    every: list[FindingStore] = []

    def tick() -> None:
        new = sum(findings.new for findings in every)
        watch.tick(transport.tally.requests, new)
        if watch.is_over():
            raise FuzzEnded(INTERRUPTED)
        if clock.monotonic() - start >= settings.seconds:
            watch.close()  # From here on an interrupt has nothing left to end.
            raise FuzzEnded("")

    road = FuzzContext(
        settings=settings, transport=transport, clock=clock, database=database, tick=tick
    )
    lanes: list[OperationFuzzer] = []
    try:
        wait_until_reachable(targets, transport, clock, settings.wait_seconds)
        with isolated_hypothesis(settings.corpus / "cache"):
            ending = _until_it_ends(
                partial(_fuzz, settings, targets, road, watch, known, every, lanes)
            )
            watch.close()
    finally:
        transport.close()
    is_late = clock.monotonic() - start >= settings.seconds and ending != INTERRUPTED
    return replace(
        _report(settings, targets, lanes, every),
        tally=transport.tally,
        notes=(
            *_notes(lanes, "" if is_late else ending),
            *(
                note
                for target in targets
                for note in environment_notes(target.contract, settings.environ, settings.env)
            ),
        ),
        seconds=clock.monotonic() - start,
    )


def _until_it_ends(run: Callable[[], str]) -> str:
    """Return why a run has ended; empty where its time was up."""
    try:
        return run()
    except FuzzEnded as ended:
        return str(ended)
    except KeyboardInterrupt:
        return INTERRUPTED


def _fuzz(  # noqa: PLR0913, PLR0917 - what a run gathers must outlive an interrupt
    settings: FuzzSettings,
    targets: Sequence[Target],
    road: FuzzContext,
    watch: FuzzCallbacks,
    known: Iterable[KnownFinding],
    every: list[FindingStore],
    lanes: list[OperationFuzzer],
) -> str:
    """Send requests until somebody says stop; return why there were none to send."""
    for session in open_sessions(targets, settings, road.transport, road.clock):
        lanes += _operation_fuzzers(session, settings, road, watch, known, every)
    for lane in lanes:
        lane.replay()
    for turn in count() if lanes else ():
        for lane in lanes:
            lane.generate(settings.seed, turn)
    return "there is no operation that may be called"


def _limits(targets: Sequence[Target], settings: FuzzSettings) -> Limits:
    """Return what may be sent: time and pace bound a run, and what else the caller says."""
    restraint = settings.restraint
    limits = run_limits(targets, settings)
    is_local = all(target.is_local for target in targets)
    paced = int(limits.per_second * settings.seconds) + 1 if limits.per_second else 0
    return replace(
        limits,
        max_seconds=settings.seconds,
        max_waiting_seconds=max(limits.max_waiting_seconds, settings.seconds / 2),
        max_requests=restraint.max_requests or paced,
        max_total_bytes=NO_LIMIT
        if is_local and restraint.max_bytes is None
        else limits.max_total_bytes,
    )


def _operation_fuzzers(  # noqa: PLR0913, PLR0917 - as above
    session: CheckSession,
    settings: FuzzSettings,
    road: FuzzContext,
    watch: FuzzCallbacks,
    known: Iterable[KnownFinding],
    every: list[FindingStore],
) -> list[OperationFuzzer]:
    target = session.target
    contract, credentials = target.contract, session.credentials
    called = [each for each in contract.operations if is_allowed(each, settings)]
    if not called:
        return []
    plan = FuzzLimits(
        operations=frozenset(each.id for each in called),
        max_examples=1,
        max_seconds=settings.seconds,
        seed=settings.seed,
        is_unsafe=settings.is_unsafe,
    )
    stage = session.witness_context(settings, {}, create_second_opinion(contract))
    interest = FindingFilter(
        selection=rule_selection(settings),
        bad=settings.failing,
        known={entry.id: entry for entry in known},
        witnesses=settings.witnesses,
    )
    findings = FindingStore(stage, interest, watch.found)
    every.append(findings)
    door = RecordingTransport(session.recorder, credentials, target, road.clock)
    generator = Generator(target, credentials, plan, door)
    return [
        OperationFuzzer(
            road,
            stage,
            _ground(target, operation, credentials, settings),
            generator,
            findings,
        )
        for operation in called
    ]


def _ground(
    target: Target, operation: Operation, credentials: Credentials, settings: FuzzSettings
) -> MutationBase:
    try:
        return mutation_base(target, operation, credentials, is_unsafe=settings.is_unsafe)
    except UncomposableError as error:
        raise OptionError(
            f"no request of {operation.id} can be made, so none can be changed",
            where=f"the document of {target.contract.api}",
            found=str(error)[:200],
            hint="give its parameters values with --param NAME=VALUE",
        ) from error


def _report(
    settings: FuzzSettings,
    targets: Sequence[Target],
    lanes: Sequence[OperationFuzzer],
    every: Sequence[FindingStore],
) -> Report:
    lowest = ORDER[settings.min_severity]
    found = [
        each
        for findings in every
        for each in findings.all
        if ORDER[each.finding.severity] <= lowest
    ]
    by_key = {(lane.api, lane.operation): lane.report() for lane in lanes}
    return Report(
        targets={target.contract.api: target.base_url for target in targets},
        profile=PROFILE,
        seed=settings.seed,
        sets=settings.rule_sets,
        readings=settings.readings,
        operations=tuple(
            by_key.get((contract.api, operation.id))
            or skipped_report(contract, operation, UNSAFE_SKIPPED)
            for contract in (target.contract for target in targets)
            for operation in contract.operations
        ),
        findings=tuple(sorted(found, key=lambda each: each.order)),
        is_unsafe=settings.is_unsafe,
        is_strict=settings.is_strict,
        repeat=options_to_repeat(settings),
        files=contract_paths(targets, settings),
        texts=contract_texts(targets),
    )


def _notes(lanes: Sequence[OperationFuzzer], ending: str) -> Iterator[str]:
    if ending:
        yield f"The run ended early: {ending}."
    for lane in lanes:
        if not lane.is_proved:
            yield f"{lane.operation}: {lane.refusal or NO_SUCCESS}."
        yield from (f"{lane.operation}: generation: {error}" for error in lane.errors)
