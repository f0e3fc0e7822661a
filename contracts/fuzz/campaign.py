"""A fuzz run: replay the corpus, then generate until the time is up. The composition root.

It ends on time, on a used-up budget, or on an interrupt, and always with a report: what it has
found lies on disk already.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path

from contracts.errors import OptionError
from contracts.fuzz.corpus import open_database
from contracts.fuzz.findings import Findings, Interest
from contracts.fuzz.operation_fuzzer import NO_SUCCESS, Ended, Lane, Road
from contracts.fuzz.request_mutations import Ground, ground
from contracts.fuzz.schemathesis.adapter import Door, Generator, quiet
from contracts.fuzz.schemathesis.checks import create_judge
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Limits, Transport
from contracts.http.clock import Clock
from contracts.http.requests.building import UncomposableError
from contracts.http.requests.credentials import (
    Credentials,
    gather_credentials,
    other_credentials,
    proving_names,
)
from contracts.http.requests.environment import allowed_environ, environment_notes
from contracts.http.requests.readiness import reach
from contracts.http.requests.targets import Target
from contracts.observations.observation import Observer
from contracts.results.baseline import Known
from contracts.results.finding import ORDER, ReportedFinding
from contracts.results.report import Report
from contracts.run.check import UNSAFE_LEFT_OUT
from contracts.run.fuzzer_protocol import FuzzPlan
from contracts.run.judging import left_out
from contracts.run.preparation import limits_of, paths_of, prepare, selection_of, texts_of
from contracts.run.probing import is_called
from contracts.run.settings import Settings, repeated_options
from contracts.witnesses.creation import Stage
from openapi.contract import Operation, Severity

PROFILE = "fuzz"
INTERRUPTED = "it was interrupted"
NO_LIMIT = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What a fuzz run is asked to do.

    Attributes:
        settings: What is fuzzed, with which restraint and seed.
        seconds: How long.
        corpus: Where the corpus lies.
        witnesses: Where witnesses go.
        known: Findings that are put up with, by identity.
    """

    settings: Settings
    seconds: float
    corpus: Path
    witnesses: Path
    known: Mapping[str, Known] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
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


def run_campaign(wanted: Campaign, clock: Clock, watch: Watch) -> Report:
    """Fuzz servers, and return what came of it.

    Raises:
        ContractsError: An option cannot be used, or a server gives no answer.
        SpecError: A document cannot be used.
    """
    settings, start = wanted.settings, clock.monotonic()
    targets = prepare(settings)
    database = open_database(wanted.corpus)
    limits = _limits(targets, wanted)
    transport = Transport(limits, clock, dialing=settings.dialing)
    every: list[Findings] = []

    def tick() -> None:
        new = sum(findings.new for findings in every)
        watch.tick(transport.tally.requests, new)
        if watch.is_over():
            raise Ended(INTERRUPTED)
        if clock.monotonic() - start >= wanted.seconds:
            watch.close()  # From here on an interrupt has nothing left to end.
            raise Ended("")

    road = Road(settings=settings, transport=transport, clock=clock, database=database, tick=tick)
    lanes: list[Lane] = []
    try:
        reach(targets, transport, clock, settings.wait_seconds)
        with quiet(wanted.corpus / "cache"):
            ending = _until_it_ends(partial(_fuzz, wanted, targets, road, watch, every, lanes))
            watch.close()
    finally:
        transport.close()
    is_late = clock.monotonic() - start >= wanted.seconds and ending != INTERRUPTED
    return replace(
        _report(wanted, targets, lanes, every),
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
    except Ended as ended:
        return str(ended)
    except KeyboardInterrupt:
        return INTERRUPTED


def _fuzz(  # noqa: PLR0913, PLR0917  # what a run gathers must outlive an interrupt
    wanted: Campaign,
    targets: Sequence[Target],
    road: Road,
    watch: Watch,
    every: list[Findings],
    lanes: list[Lane],
) -> str:
    """Send requests until somebody says stop; return why there were none to send."""
    for target in targets:
        lanes += _lanes(target, wanted, road, watch, every)
    for lane in lanes:
        lane.replay()
    for turn in count() if lanes else ():
        for lane in lanes:
            lane.generate(wanted.settings.seed, turn)
    return "there is no operation that may be called"


def _limits(targets: Sequence[Target], wanted: Campaign) -> Limits:
    """Return what may be sent: time and pace bound a run, and what else the caller says."""
    restraint = wanted.settings.restraint
    limits = limits_of(targets, wanted.settings)
    is_local = all(target.is_local for target in targets)
    paced = int(limits.per_second * wanted.seconds) + 1 if limits.per_second else 0
    return replace(
        limits,
        max_seconds=wanted.seconds,
        max_waiting_seconds=max(limits.max_waiting_seconds, wanted.seconds / 2),
        max_requests=restraint.max_requests or paced,
        max_total_bytes=NO_LIMIT
        if is_local and restraint.max_bytes is None
        else limits.max_total_bytes,
    )


def _lanes(
    target: Target, wanted: Campaign, road: Road, watch: Watch, every: list[Findings]
) -> list[Lane]:
    settings, contract = wanted.settings, target.contract
    environ = allowed_environ(contract, settings.environ, settings.env)
    credentials = gather_credentials(contract, settings.headers, environ, settings.known)
    other = other_credentials(contract, settings.headers, environ, settings.known)
    secrets = (*credentials.secrets, *(other.secrets if other else ()))
    credentials = replace(credentials, secrets=secrets)
    called = [each for each in contract.operations if is_called(each, settings)]
    if not called:
        return []
    recorder = Recorder(road.transport, road.clock)
    plan = FuzzPlan(
        operations=frozenset(each.id for each in called),
        max_examples=1,
        max_seconds=wanted.seconds,
        seed=settings.seed,
        is_unsafe=settings.is_unsafe,
    )
    names = {each.id: proving_names(contract, each) for each in contract.operations}
    stage = Stage(
        target=target,
        evidence={},
        observer=Observer(contract, names),
        recorder=recorder,
        clock=road.clock,
        redactor=credentials.redactor,
        sets=settings.sets,
        readings=settings.readings,
        is_patient=target.is_local,
        opinion=create_judge(contract),
    )
    bad = {Severity.ERROR, Severity.WARNING} if settings.is_strict else {Severity.ERROR}
    interest = Interest(
        selection=selection_of(settings),
        bad=frozenset(bad),
        known=wanted.known,
        witnesses=wanted.witnesses,
    )
    findings = Findings(stage, interest, watch.found)
    every.append(findings)
    door = Door(recorder, credentials, target, road.clock)
    generator = Generator(target, credentials, plan, door)
    return [
        Lane(
            road,
            stage,
            _ground(target, operation, credentials, settings),
            generator,
            findings,
        )
        for operation in called
    ]


def _ground(
    target: Target, operation: Operation, credentials: Credentials, settings: Settings
) -> Ground:
    try:
        return ground(target, operation, credentials, is_unsafe=settings.is_unsafe)
    except UncomposableError as error:
        raise OptionError(
            f"no request of {operation.id} can be made, so none can be changed",
            where=f"the document of {target.contract.api}",
            found=str(error)[:200],
            advice="give its parameters values with --param NAME=VALUE",
        ) from error


def _report(
    wanted: Campaign, targets: Sequence[Target], lanes: Sequence[Lane], every: Sequence[Findings]
) -> Report:
    settings = wanted.settings
    lowest = ORDER[settings.lowest]
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
        sets=settings.sets,
        readings=settings.readings,
        operations=tuple(
            by_key.get((contract.api, operation.id))
            or left_out(contract, operation, UNSAFE_LEFT_OUT)
            for contract in (target.contract for target in targets)
            for operation in contract.operations
        ),
        findings=tuple(sorted(found, key=lambda each: each.order)),
        is_unsafe=settings.is_unsafe,
        is_strict=settings.is_strict,
        repeat=repeated_options(settings),
        files=paths_of(targets, settings),
        texts=texts_of(targets),
    )


def _notes(lanes: Sequence[Lane], ending: str) -> Iterator[str]:
    if ending:
        yield f"The run ended early: {ending}."
    for lane in lanes:
        if not lane.is_proved:
            yield f"{lane.operation}: {lane.refusal or NO_SUCCESS}."
        yield from (f"{lane.operation}: generation: {error}" for error in lane.errors)
