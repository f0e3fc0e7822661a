"""One check run, from settings to report: the composition root of `contracts check`.

The order: the contract's own examples, documented requests and probes, generated requests, polls of
resources that may still change, judging.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from contracts.checks.responses import success_seen
from contracts.explain.advice import advice_on, with_known_reasons
from contracts.http.client.limits import TrafficStats
from contracts.http.client.silence import (
    STOPPED,
    OnSilence,
    first_unanswered,
    in_one_process,
    stopped_at,
)
from contracts.http.clock import Clock
from contracts.http.interruption import SECONDS_FOR_JUDGING, Interruption
from contracts.http.requests.targets import Target
from contracts.observations.evidence import BESIDE, Evidence, by_operation, read_backs_of
from contracts.results.finding import ReportedFinding
from contracts.results.gathering import gather
from contracts.results.merging.merge import merged_tally
from contracts.results.report import OperationReport, Report, unproved_by, with_places
from contracts.run.judging import empty_report, judge_operation, skipped_report, why_busy
from contracts.run.preparation import (
    prepare,
    report_on,
    rule_selection,
    run_limits,
    secret_parameters,
)
from contracts.run.probing.fuzzer_protocol import Fuzzer
from contracts.run.probing.result import ProbeResult
from contracts.run.probing.targets import count_steps, follow_resources, probe_target
from contracts.run.progress import OnStep, Reached, StepCounter, ignore_step, notes_on_load
from contracts.run.recorded.contract_examples import check_examples
from contracts.run.selection.left_out import why_left_out
from contracts.run.selection.rules import filter_report, select_findings
from contracts.run.session import CheckSession, RunContext, opened_run, token_notes
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROBES_OF_PROFILES
from contracts.run.settings.repetition import options_to_repeat, with_replay_options
from contracts.witnesses.creation import attach_witness
from contracts.witnesses.resending import SecondOpinion
from openapi.contract import Contract, Operation
from openapi.rules.outcome import Outcome

SecondOpinionFactory = Callable[[Contract], SecondOpinion]
"""Creates the judge of one API by rules that are not this package's own."""

RETRY_TIME_SPENT = (
    "A busy server was not asked again: the time that Retry-After may take was used up."
)
WRONG_BASE_PATH = "the base path is probably wrong"
BASE_PATH_ADVICE = "The note names it and says what to do."


def check(  # noqa: PLR0913 - what a run needs from outside
    settings: CheckSettings,
    clock: Clock,
    fuzzer: Fuzzer | None = None,
    on_step: OnStep = ignore_step,
    second_opinion_for: SecondOpinionFactory | None = None,
    *,
    interruption: Interruption | None = None,
    examine: "Examine | None" = None,
) -> Report:
    """Check servers against their contracts.

    Without a fuzzer, only documented requests are sent; `second_opinion_for` judges witnesses of
    the generator's own rules. After a signal of `interruption`, what was seen is reported.
    `examine` sends the requests and judges the answers; without it, this process does.

    Raises:
        ContractsError: An option cannot be used, or a server gives no answer.
        ContractError: A document cannot be used.
    """
    start, started = clock.monotonic(), clock.now()
    interruption = interruption or Interruption()
    examine = examine or examine_here
    targets = prepare(settings)
    examples, found_in_examples = check_examples(targets, settings, clock)
    findings = list(select_findings(rule_selection(settings), found_in_examples))
    limits = run_limits(targets, settings)
    with opened_run(
        targets, settings, clock, limits, interruption, hides_altered_secrets=True
    ) as opened:
        transport, sessions = opened.transport, opened.sessions
        for session in sessions:
            interruption.when_set(partial(session.deadline.end_in, SECONDS_FOR_JUDGING))
        examined = examine(
            sessions,
            CheckRun(
                settings=settings,
                transport=transport,
                clock=clock,
                interruption=interruption,
                fuzzer=fuzzer,
                on_step=on_step,
                second_opinion_for=second_opinion_for,
            ),
        )
        findings += examined.findings
        report = report_on(targets, settings, settings.profile.name, settings.seed)
        notes = [
            *report.notes,
            *_nothing_called(targets, settings),
            *examined.notes,
            *token_notes(sessions),
            *opened.archives.notes(transport.tally.requests),
            *([RETRY_TIME_SPENT] if transport.has_stopped_retrying else []),
        ]
    return replace(
        report,
        examples=examples,
        operations=tuple(examined.operations),
        findings=with_replay_options(
            sorted(findings, key=lambda found: found.order), settings, secret_parameters(targets)
        ),
        tally=merged_tally([transport.tally, examined.tally]),
        repeat=options_to_repeat(settings, secret_parameters(targets)),
        notes=tuple(notes),
        seconds=clock.monotonic() - start,
        started=started,
        stop_signal=interruption.signal,
        right_urls=examined.right_urls,
        is_verbose=settings.is_verbose,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun(RunContext):
    """What the examination of servers needs, beside the sessions."""

    settings: CheckSettings
    fuzzer: Fuzzer | None = None  # generates requests; None sends the documented ones only
    on_step: OnStep = ignore_step  # called when a step of the run begins
    # Creates the judge of the generator's own rules; None for none.
    second_opinion_for: SecondOpinionFactory | None = None
    # Lets the parts of a divided run know of a server that stopped answering.
    on_silence: OnSilence = in_one_process


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What an examination has found."""

    operations: Sequence[OperationReport] = ()  # in the order of the contracts
    findings: Sequence[ReportedFinding] = ()  # one for each cause
    notes: Sequence[str] = ()  # what did not go as planned, one sentence each
    # What was sent by other transports than that of the run.
    tally: TrafficStats = field(default_factory=TrafficStats)
    reached: Sequence[Reached] = ()  # how far it came with each server
    # The URL of each API whose base path is probably wrong; empty if not known.
    right_urls: Mapping[str, str] = field(default_factory=dict)


Examine = Callable[[Sequence[CheckSession], CheckRun], Examined]
"""Sends all requests of a run and judges the answers."""


def examine_here(sessions: Sequence[CheckSession], run: CheckRun) -> Examined:
    """Send all requests from this process, and judge the answers."""
    settings, interruption = run.settings, run.interruption
    targets = [session.target for session in sessions]
    count = count_steps(targets, settings, has_fuzzer=run.fuzzer is not None)
    steps = StepCounter(run.on_step, count)
    all_gathered = [
        probe_target(session, settings, run.fuzzer, steps, interruption) for session in sessions
    ]
    steps.begin("polling resources that may still change")
    with interruption.sending():
        follow_resources(all_gathered, settings, run.clock)
    for gathered in all_gathered if not interruption.is_set else ():
        _find_silence(gathered, run)
    steps.begin("judging")
    operations: list[OperationReport] = []
    findings: list[ReportedFinding] = []
    notes: list[str] = []
    for gathered in all_gathered:
        judged = _judge(gathered, settings, interruption.reason)
        operations += with_places(judged.reports, gathered.session.target.contract)
        findings += _with_witnesses(gathered.session, judged, settings, run.second_opinion_for)
        notes += map(gathered.session.credentials.redactor.text, gathered.notes)
    reached = [gathered.reached for gathered in all_gathered]
    right_urls = {
        each.session.target.contract.api: each.wrong_base_path.right_url
        for each in all_gathered
        if each.wrong_base_path is not None
    }
    return Examined(
        operations=operations,
        findings=findings,
        notes=notes,
        reached=reached,
        right_urls=right_urls,
    )


def _find_silence(gathered: ProbeResult, run: CheckRun) -> None:
    """Find out whether the server has stopped answering, with what other parts know."""
    session = gathered.session
    exchanges, origin = session.recorder.exchanges, session.target.origin
    first = first_unanswered(exchanges)
    if first is not None and run.on_silence(origin, ""):
        gathered.stopped_at, gathered.is_stop_elsewhere = first.number, True
        return
    number = stopped_at(exchanges, run.transport, is_part=session.is_part)
    if number:
        reason = run.transport.refused_origin(origin) or STOPPED
        gathered.stopped_at = number
        gathered.is_stop_elsewhere = run.on_silence(origin, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """The reports and findings on one target, and the evidence behind them by operation."""

    reports: Sequence[OperationReport]
    findings: Sequence[ReportedFinding]
    evidence: Mapping[str, Evidence]


def _judge(gathered: ProbeResult, settings: CheckSettings, interrupted: str) -> _Judged:
    session = gathered.session
    contract = session.target.contract
    probes = settings.probe_ids(is_local=session.target.is_local)
    every = [*map(session.observer.observe, session.recorder.exchanges)]
    seen = by_operation(every)
    read_backs = [each for each in every if each.exchange.purpose in BESIDE]
    answers = [each for own in seen.values() for each in own if each.status]
    busy = sum(each.is_throttled for each in answers)
    gathered.reached = replace(gathered.reached, answers=len(answers), busy=busy)
    if not session.is_part:
        gathered.notes += notes_on_load(contract.api, [gathered.reached])
    judged: dict[str, Evidence] = {}
    reports: list[OperationReport] = []
    findings: list[ReportedFinding] = []
    for operation in session.target.operations:
        if left_out := why_left_out(operation, settings):
            reports.append(skipped_report(contract, operation, left_out))
            continue
        wrong = gathered.wrong_base_path
        if wrong is not None and operation.id in wrong.operations:
            reports.append(
                _at_wrong_base_path(contract, operation, len(seen.get(operation.id, ())))
            )
            continue
        evidence = Evidence(
            contract=contract,
            operation=operation,
            observations=seen.get(operation.id, ()),
            read_backs=read_backs_of(operation, read_backs),
            rule_sets=settings.rule_sets,
            stopped_at=gathered.stopped_at,
            is_stop_elsewhere=gathered.is_stop_elsewhere,
            check_time=session.deadline.check,
        )
        judged[operation.id] = evidence
        report, found = judge_operation(
            evidence,
            gathered.second_opinion.get(operation.id, ()),
            session.credentials.redactor,
        )
        report = replace(
            with_known_reasons(report, probes, PROBES_OF_PROFILES),
            cut=report.cut or interrupted or gathered.why_cut(operation.id),
        )
        report, found = filter_report(rule_selection(settings), report, found)
        report = _as_far_as_proved(report, evidence, gathered)
        reports.append(replace(report, advice=advice_on(report, contract, operation)))
        findings += found
    return _Judged(reports=reports, findings=findings, evidence=judged)


def _nothing_called(targets: Sequence[Target], settings: CheckSettings) -> tuple[str, ...]:
    """Return a note if there is no operation, or every one could change something."""
    if not any(target.contract.operations for target in targets):
        return ("Nothing was checked: the document has no operation.",)
    chosen = [operation for target in targets for operation in target.operations]
    if not chosen or not all(why_left_out(operation, settings) for operation in chosen):
        return ()
    methods = ", ".join(sorted({operation.method for operation in chosen}))
    count = "the only operation" if len(chosen) == 1 else f"all {len(chosen)} operations"
    why = f"Nothing was checked: {count} ({methods}) could change something."
    return (f"{why} Use --unsafe on a server whose data may be changed.",)


def _at_wrong_base_path(contract: Contract, operation: Operation, sent: int) -> OperationReport:
    """Return the report on an operation of which nothing can be said but that it is elsewhere."""
    report = replace(empty_report(contract, operation), exchanges=sent, advice=BASE_PATH_ADVICE)
    return unproved_by(report, WRONG_BASE_PATH)


def _as_far_as_proved(
    report: OperationReport, evidence: Evidence, gathered: ProbeResult
) -> OperationReport:
    """Return a report that does not pass where an error of ours or a busy server was in the way."""
    reason = gathered.internal_errors.get(report.id)
    if reason:
        return unproved_by(report, reason)
    why = gathered.why_unasked(report.id)
    seen = report.verdict(success_seen.ID)
    if why and seen is not None and seen.reason == success_seen.NOTHING_SENT:
        return replace(unproved_by(report, f"{seen.reason}: {why}"), cut="")
    answers = [each for each in evidence.observations if each.status]
    busy = why_busy(sum(each.is_throttled for each in answers), len(answers))
    if busy and seen is not None and seen.outcome is Outcome.PASS:
        return unproved_by(report, busy)
    return report


def _with_witnesses(
    session: CheckSession,
    judged: _Judged,
    settings: CheckSettings,
    second_opinion_for: SecondOpinionFactory | None,
) -> Sequence[ReportedFinding]:
    """Return the findings; where a folder is set, with a witness of each that fails the run."""
    found, folder, contract = gather(judged.findings), settings.witnesses, session.target.contract
    if folder is None:
        return found
    opinion = None if second_opinion_for is None else second_opinion_for(contract)
    context = session.witness_context(settings, judged.evidence, opinion)
    return [
        attach_witness(one, context, folder) if one.finding.severity in settings.failing else one
        for one in found
    ]
