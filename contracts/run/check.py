"""One check run, from settings to report: the composition root of `contracts check`.

The order: the contract's own examples, documented requests and probes, generated requests, polls of
resources that may still change, judging.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from contracts.http.client.limits import TrafficStats
from contracts.http.client.silence import (
    STOPPED,
    OnSilence,
    first_unanswered,
    in_one_process,
    stopped_at,
)
from contracts.http.clock import Clock
from contracts.http.deadline import Deadline
from contracts.http.interruption import SECONDS_FOR_JUDGING, Interruption
from contracts.http.requests.targets import Target
from contracts.results.finding import ReportedFinding
from contracts.results.gathering import gather
from contracts.results.merging.merge import merged_tally
from contracts.results.report import OperationReport, Report, with_places
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
from contracts.run.progress import OnStep, Reached, StepCounter, ignore_step
from contracts.run.recorded.contract_examples import NOT_ALL_CHECKED, check_examples
from contracts.run.selection.left_out import why_left_out
from contracts.run.selection.rules import select_findings
from contracts.run.session import CheckSession, RunContext, opened_run, token_notes
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.repetition import options_to_repeat, with_replay_options
from contracts.run.target_judging import JudgedTarget, judge_target
from contracts.witnesses.creation import attach_witness
from contracts.witnesses.resending import SecondOpinion
from openapi.contract import Contract
from openapi.text.listing import counted

SecondOpinionFactory = Callable[[Contract], SecondOpinion]
"""Creates the judge of one API by rules that are not this package's own."""

EXAMPLES_SHARE = 0.25
"""Part of the time of a run that checking the documents' examples may take."""

RETRY_TIME_SPENT = (
    "A busy server was not asked again: the time that Retry-After may take was used up."
)


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
    left = replace(settings, spent_seconds=clock.monotonic() - start)
    examples, found_in_examples, unchecked = check_examples(
        targets, settings, clock, Deadline(clock, EXAMPLES_SHARE * left.max_seconds)
    )
    findings = list(select_findings(rule_selection(settings), found_in_examples))
    left = replace(settings, spent_seconds=clock.monotonic() - start)
    limits = run_limits(targets, left)
    with opened_run(
        targets, left, clock, limits, interruption, hides_altered_secrets=True
    ) as opened:
        transport, sessions = opened.transport, opened.sessions
        for session in sessions:
            interruption.when_set(partial(session.deadline.end_in, SECONDS_FOR_JUDGING))
        examined = examine(
            sessions,
            CheckRun(
                settings=left,
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
            *_time_spent(left, len(unchecked)),
            *_nothing_called(targets, settings),
            *examined.notes,
            *token_notes(sessions),
            *opened.archives.notes(transport.tally.requests),
            *([RETRY_TIME_SPENT] if transport.has_stopped_retrying else []),
        ]
    return replace(
        report,
        examples=examples,
        operations=tuple(
            replace(each, cut=NOT_ALL_CHECKED)
            if (each.api, each.id) in unchecked
            and not (each.skipped_reason or each.unverified_reason)
            else each
            for each in examined.operations
        ),
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
        judged = judge_target(gathered, settings, interruption.reason)
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


def _time_spent(settings: CheckSettings, unchecked: int) -> Iterator[str]:
    """Yield what took much of the time of a run before anything was sent."""
    spent, whole = settings.spent_seconds, settings.whole_seconds
    if whole and spent > whole / 2:
        yield (
            f"Reading the documents and checking their examples took {spent:.1f} s; the whole "
            f"command may take {whole:g} s (--max-time)."
        )
    if unchecked:
        yield (
            f"There was no time to check the documented examples of "
            f"{counted(unchecked, 'operation')} (--max-time)."
        )


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


def _with_witnesses(
    session: CheckSession,
    judged: JudgedTarget,
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
