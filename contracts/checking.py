"""A check run: load, gather, judge. The composition root of `contracts check`.

It decides nothing about right and wrong; it brings contracts, probes, the generator and the checks
together, in this order: the contract's own examples, documented requests, generated requests.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from contracts.checks.catalogue import judge_all
from contracts.clock import Clock
from contracts.credentials import (
    Credentials,
    gather_credentials,
    other_credentials,
    proving_names,
)
from contracts.errors import OptionError
from contracts.evidence import Evidence
from contracts.finding import ReportedFinding
from contracts.generation import Fuzzer, FuzzPlan
from contracts.judging import by_operation, judge_operation, left_out, report_findings
from contracts.manners import limits_for, refuse_production
from contracts.observation import Observer
from contracts.probes import (
    contract_examples,
    documented_requests,
    identities,
    pagination_walk,
    polling,
    repetition,
    single_exchanges,
)
from contracts.probes.impostors import nearly
from contracts.progress import Stages, Tell, silent
from contracts.reaching import reach
from contracts.recorder import Recorder
from contracts.rehearsal import Plan, RehearsalClock, StandIn, counted
from contracts.report import ExampleReport, OperationReport, Report
from contracts.selection import Selection, refuse_unknown_rules, select, select_findings
from contracts.settings import Settings, repeated_options
from contracts.targets import Target, parse_targets
from contracts.transport import Limits, RefusedError, SpentError, Transport
from contracts.verdict import Judgement
from contracts.wire import UnsendableError
from contracts.witnessing import Stage, with_witness
from openapi.contract import Contract, Operation, Severity
from openapi.document import load_contracts
from openapi.errors import did_you_mean
from openapi.examples import documented_examples

UNSAFE_LEFT_OUT = "it could change something; --unsafe calls it"


@dataclass(slots=True)
class _Gathered:
    """What one target has shown."""

    target: Target
    credentials: Credentials
    recorder: Recorder
    followers: list[polling.Follower] = field(default_factory=list)
    second_opinion: dict[str, tuple[Judgement, ...]] = field(default_factory=dict)
    judged: dict[str, Evidence] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def check(
    settings: Settings, clock: Clock, fuzzer: Fuzzer | None = None, tell: Tell = silent
) -> Report:
    """Check servers against their contracts.

    Args:
        settings: What to check, and how.
        clock: The time.
        fuzzer: Generates requests; None sends the documented ones only.
        tell: Is told what begins.

    Raises:
        ContractsError: An option cannot be used, or a server gives no answer.
        SpecError: A document cannot be used.
    """
    start = clock.monotonic()
    contracts = load_contracts(settings.specs, readings=settings.readings)
    targets = parse_targets(settings.targets, contracts)
    _refuse_unknown_sets(settings, contracts)
    _refuse_unknown_parameters(settings, contracts)
    refuse_unknown_rules(_selection(settings), contracts)
    refuse_production(targets, is_allowed=settings.is_production_allowed)
    transport = Transport(_limits(targets, settings), clock, dialing=settings.dialing)
    examples, found_in_examples = _judge_examples(targets, settings, clock)
    findings = list(select_findings(_selection(settings), found_in_examples))
    reach(targets, transport, clock, settings.wait_seconds)
    operations: list[OperationReport] = []
    notes: list[str] = []
    stages = Stages(tell, _count(targets, settings, has_fuzzer=fuzzer is not None))
    all_gathered = [
        _gather(target, settings, transport, clock, fuzzer, stages) for target in targets
    ]
    stages.begin("following what lives on")
    _follow(all_gathered, settings, clock)
    stages.begin("judging")
    for gathered in all_gathered:
        reports, found = _judge(gathered, settings)
        operations += reports
        findings += _with_witnesses(gathered, found, settings, clock)
        notes += gathered.notes
    transport.close()
    return Report(
        targets={target.contract.api: target.base_url for target in targets},
        profile=settings.profile.name,
        seed=settings.seed,
        sets=settings.sets,
        readings=settings.readings,
        examples=examples,
        operations=tuple(operations),
        findings=tuple(sorted(findings, key=lambda found: found.order)),
        tally=transport.tally,
        is_unsafe=settings.is_unsafe,
        is_strict=settings.is_strict,
        repeat=repeated_options(settings),
        notes=tuple(notes),
        seconds=clock.monotonic() - start,
        files={path.name: _shown_path(path) for path in _files(targets)},
        texts={path.name: path.read_text(encoding="utf-8") for path in _files(targets)},
    )


def _files(targets: Sequence[Target]) -> list[Path]:
    """Return the files of the contracts, as far as they are there."""
    paths = dict.fromkeys(Path(target.contract.file) for target in targets)
    return [path for path in paths if path.is_file()]


def _shown_path(path: Path) -> str:
    """Return a path from the working directory, where it lies there."""
    here = Path.cwd()
    whole = path.resolve()
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else path.name


def _selection(settings: Settings) -> Selection:
    return Selection(only=settings.only, skip=settings.skip, lowest=settings.lowest)


def rehearse(settings: Settings) -> Plan:
    """Return what `check` would send; nothing goes out.

    Raises:
        ContractsError: An option cannot be used.
        SpecError: A document cannot be used.
    """
    contracts = load_contracts(settings.specs, readings=settings.readings)
    targets = parse_targets(settings.targets, contracts)
    refuse_production(targets, is_allowed=settings.is_production_allowed)
    clock, limits, stand_in = RehearsalClock(), _limits(targets, settings), StandIn(targets)
    transport = Transport(limits, clock, connect=lambda _, __: stand_in)
    stages = Stages(silent, 0)
    gathered = [_gather(target, settings, transport, clock, None, stages) for target in targets]
    _follow(gathered, settings, clock)
    steps: Counter[tuple[str, str, str, str]] = Counter()
    for one in gathered:
        steps += counted(one.target.contract.api, one.recorder.exchanges)
    return Plan(
        hosts=tuple(dict.fromkeys(target.origin for target in targets)),
        steps=steps,
        limits=limits,
        fuzz_seconds=settings.profile.fuzz_seconds,
    )


def _limits(targets: Sequence[Target], settings: Settings) -> Limits:
    return limits_for(
        targets,
        settings.restraint,
        allow_unsafe=settings.is_unsafe,
        timeout_seconds=settings.timeout_seconds,
    )


def _refuse_unknown_sets(settings: Settings, contracts: Sequence[Contract]) -> None:
    known = sorted({rule.set for contract in contracts for rule in contract.rules if rule.set})
    for name in sorted(settings.sets):
        if name not in known:
            raise OptionError(
                f"no loaded contract has a set of rules called {name!r}{did_you_mean(name, known)}",
                where="--rules",
                allowed=", ".join(known) or "no sets are defined",
            )


def _refuse_unknown_parameters(settings: Settings, contracts: Sequence[Contract]) -> None:
    names = {
        parameter.name
        for contract in contracts
        for operation in contract.operations
        for parameter in operation.parameters
    }
    for name in settings.known:
        if name not in names:
            raise OptionError(
                f"no loaded contract has a parameter called {name!r}{did_you_mean(name, names)}",
                where="--param",
                allowed=", ".join(sorted(names)),
            )


def _judge_examples(
    targets: Sequence[Target], settings: Settings, clock: Clock
) -> tuple[ExampleReport, list[ReportedFinding]]:
    """Hold the contracts' own examples against schema and rules, without any server."""
    passed = failed = every = 0
    findings: list[ReportedFinding] = []
    for target in targets:
        contract = target.contract
        every += len(tuple(documented_examples(contract)))
        observer = Observer(contract, {})
        for found, exchange in contract_examples.gather(target, clock.now()):
            evidence = Evidence(
                contract=contract,
                operation=found.operation,
                observations=(observer.observe(exchange),),
                sets=settings.sets,
                is_static=True,
            )
            # An example that breaks a lesser rule is what the register is about, and no news.
            wrong = [
                judgement
                for judgement in judge_all(evidence)
                if judgement.finding and judgement.finding.severity is Severity.ERROR
            ]
            failed += bool(wrong)
            passed += not wrong
            exchanges = {exchange.number: exchange}
            redactor = Credentials().redactor
            findings += report_findings(evidence, wrong, exchanges, redactor)
    left = every - passed - failed
    return ExampleReport(passed=passed, failed=failed, left_out=left), findings


def _gather(  # noqa: PLR0913, PLR0917  # what a target is asked with
    target: Target,
    settings: Settings,
    transport: Transport,
    clock: Clock,
    fuzzer: Fuzzer | None,
    stages: Stages,
) -> _Gathered:
    credentials = gather_credentials(
        target.contract, settings.headers, settings.environ, settings.known
    )
    extent = _extent(target, settings)
    # Whosever they are, they must not be seen, nor what the access probe makes of them.
    theirs = extent.other.secrets if extent.other else ()
    secrets = tuple(nearly((*credentials.secrets, *theirs)))
    credentials = replace(credentials, secrets=secrets)
    recorder = Recorder(transport, clock)
    gathered = _Gathered(target=target, credentials=credentials, recorder=recorder)
    called = [o for o in target.contract.operations if _is_called(o, settings)]
    try:
        for operation in called:
            stages.begin(f"{target.contract.api}: {operation.id}")
            _probe(target, operation, settings, gathered)
            gathered.notes += single_exchanges.gather(
                target, operation, credentials, recorder, extent
            )
        if fuzzer is not None and called:
            stages.begin(f"{target.contract.api}: generated requests")
            plan = FuzzPlan(
                operations=frozenset(operation.id for operation in called),
                max_examples=settings.profile.max_examples,
                max_seconds=settings.profile.fuzz_seconds,
                seed=settings.seed,
                is_unsafe=settings.is_unsafe,
            )
            result = fuzzer(target, credentials, recorder, plan, clock)
            gathered.second_opinion.update(result.by_operation)
            gathered.notes += [f"Generation: {error}" for error in result.errors]
            if result.stopped:
                gathered.notes.append(_stopped(target, result.stopped))
    except SpentError as error:
        gathered.notes.append(_stopped(target, error.reason))
    return gathered


def _count(targets: Sequence[Target], settings: Settings, *, has_fuzzer: bool) -> int:
    """Return how many stages a run will have."""
    called = [
        sum(_is_called(operation, settings) for operation in target.contract.operations)
        for target in targets
    ]
    return sum(called) + has_fuzzer * sum(map(bool, called)) + 2


def _follow(all_gathered: Sequence[_Gathered], settings: Settings, clock: Clock) -> None:
    """Look at everything that lives on, once all else is done: then some time has passed."""
    try:
        polling.follow(
            [follower for gathered in all_gathered for follower in gathered.followers],
            clock,
            settings.profile.follow_seconds,
            is_local=all(gathered.target.is_local for gathered in all_gathered),
        )
    except SpentError as error:
        all_gathered[-1].notes.append(_stopped(all_gathered[-1].target, error.reason))


def _probe(target: Target, operation: Operation, settings: Settings, gathered: _Gathered) -> None:
    credentials, recorder = gathered.credentials, gathered.recorder
    try:
        tuple(documented_requests.gather(target, operation, credentials, recorder))
        if settings.runs("identities"):
            tuple(identities.gather(target, operation, credentials, recorder))
        if settings.runs("pagination-walk"):
            tuple(pagination_walk.gather(target, operation, credentials, recorder))
        if settings.runs("polling"):
            gathered.followers.append(polling.begin(target, operation, credentials, recorder))
        if settings.runs("repetition"):
            tuple(repetition.gather(operation, recorder))
    except (ValueError, RefusedError, UnsendableError) as error:
        gathered.notes.append(f"{operation.id}: no documented request can be made ({error}).")


def _extent(target: Target, settings: Settings) -> single_exchanges.Extent:
    return single_exchanges.Extent(
        is_thorough=settings.profile.max_examples > 0,
        is_unsafe=settings.is_unsafe,
        is_probing_access=target.is_local or settings.is_probing_access,
        other=other_credentials(
            target.contract, settings.headers, settings.environ, settings.known
        ),
        chosen=settings.probes,
    )


def _with_witnesses(
    gathered: _Gathered, found: Sequence[ReportedFinding], settings: Settings, clock: Clock
) -> list[ReportedFinding]:
    """Write a witness of every finding that fails the run, where that is wanted."""
    if settings.witnesses is None:
        return list(found)
    target, credentials = gathered.target, gathered.credentials
    contract = target.contract
    names = {operation.id: proving_names(contract, operation) for operation in contract.operations}
    stage = Stage(
        target=target,
        evidence=gathered.judged,
        observer=Observer(contract, names),
        recorder=gathered.recorder,
        clock=clock,
        redactor=credentials.redactor,
        sets=settings.sets,
        readings=settings.readings,
        is_patient=target.is_local,
    )
    bad = {Severity.ERROR, Severity.WARNING} if settings.is_strict else {Severity.ERROR}
    return [
        with_witness(one, stage, settings.witnesses) if one.finding.severity in bad else one
        for one in found
    ]


def _stopped(target: Target, reason: str) -> str:
    return f"{target.contract.api}: nothing more was sent, because {reason}."


def _is_called(operation: Operation, settings: Settings) -> bool:
    return operation.is_safe or settings.is_unsafe


def _judge(
    gathered: _Gathered, settings: Settings
) -> tuple[list[OperationReport], list[ReportedFinding]]:
    contract = gathered.target.contract
    names = {operation.id: proving_names(contract, operation) for operation in contract.operations}
    observer = Observer(contract, names)
    seen = by_operation(map(observer.observe, gathered.recorder.exchanges))
    reports: list[OperationReport] = []
    findings: list[ReportedFinding] = []
    for operation in contract.operations:
        if not _is_called(operation, settings):
            reports.append(left_out(contract, operation, UNSAFE_LEFT_OUT))
            continue
        evidence = Evidence(
            contract=contract,
            operation=operation,
            observations=seen.get(operation.id, ()),
            sets=settings.sets,
        )
        gathered.judged[operation.id] = evidence
        report, found = judge_operation(
            evidence,
            gathered.second_opinion.get(operation.id, ()),
            gathered.credentials.redactor,
        )
        report, found = select(_selection(settings), report, found)
        reports.append(report)
        findings += found
    return reports, findings
