"""Judges what was gathered from one target: a report on each operation, and the findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from contracts.checks.responses import success_seen
from contracts.explain.advice import advice_on, with_known_reasons
from contracts.observations.evidence import BESIDE, Evidence, beside_of, by_operation
from contracts.observations.observation import Observation
from contracts.results.finding import ReportedFinding
from contracts.results.report import OperationReport, unproved_by
from contracts.run.judging import (
    NOT_ALL_JUDGED,
    empty_report,
    judge_operation,
    skipped_report,
    why_busy,
)
from contracts.run.preparation import rule_selection
from contracts.run.probing.result import ProbeResult
from contracts.run.progress import notes_on_load
from contracts.run.selection.left_out import why_left_out
from contracts.run.selection.rules import filter_report
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROBES_OF_PROFILES
from openapi.contract import Contract, Operation
from openapi.rules.outcome import Outcome

WRONG_BASE_PATH = "the base path is probably wrong"
BASE_PATH_ADVICE = "The note names it and says what to do."


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedTarget:
    """The reports and findings on one target, and the evidence behind them by operation."""

    reports: Sequence[OperationReport]
    findings: Sequence[ReportedFinding]
    evidence: Mapping[str, Evidence]


def judge_target(gathered: ProbeResult, settings: CheckSettings, interrupted: str) -> JudgedTarget:
    """Return the reports on all operations of a target, in the order of the document.

    An operation that was not asked, or for which no time is left, costs next to nothing: there may
    be thousands. `interrupted` is why the run was interrupted, one clause, or empty.
    """
    session = gathered.session
    contract = session.target.contract
    probes = settings.probe_ids(is_local=session.target.is_local)
    every = [*map(session.observer.observe, session.recorder.exchanges)]
    seen = by_operation(every)
    beside = [each for each in every if each.exchange.purpose in BESIDE]
    answers = [each for own in seen.values() for each in own if each.status]
    busy = sum(each.is_throttled for each in answers)
    gathered.reached = replace(gathered.reached, answers=len(answers), busy=busy)
    if not session.is_part:
        gathered.notes += notes_on_load(contract.api, [gathered.reached])
    selection = rule_selection(settings)
    judged: dict[str, Evidence] = {}
    reports: list[OperationReport] = []
    findings: list[ReportedFinding] = []
    for operation in session.target.operations:
        own = seen.get(operation.id, ())
        unjudged = _unjudged(gathered, operation, own, settings, interrupted)
        if unjudged is not None:
            reports.append(unjudged)
            continue
        evidence = judged[operation.id] = Evidence(
            contract=contract,
            operation=operation,
            observations=own,
            beside=beside_of(operation, beside),
            rule_sets=settings.rule_sets,
            stopped_at=gathered.stopped_at,
            is_stop_elsewhere=gathered.is_stop_elsewhere,
            check_time=session.deadline.check,
        )
        opinion = gathered.second_opinion.get(operation.id, ())
        report, found = judge_operation(evidence, opinion, session.credentials.redactor)
        report = replace(
            with_known_reasons(report, probes, PROBES_OF_PROFILES),
            cut=report.cut or interrupted or gathered.why_cut(operation.id),
        )
        report, found = filter_report(selection, report, found)
        report = _as_far_as_proved(report, evidence, gathered)
        reports.append(replace(report, advice=advice_on(report, contract, operation)))
        findings += found
    return JudgedTarget(reports=reports, findings=findings, evidence=judged)


def _unjudged(
    gathered: ProbeResult,
    operation: Operation,
    own: Sequence[Observation],
    settings: CheckSettings,
    interrupted: str,
) -> OperationReport | None:
    """Return the report on an operation of which nothing is judged; None if it has to be.

    `own` are the answers of the operation.
    """
    contract, wrong = gathered.session.target.contract, gathered.wrong_base_path
    if left_out := why_left_out(operation, settings):
        return skipped_report(contract, operation, left_out)
    if wrong is not None and operation.id in wrong.operations:
        return _at_wrong_base_path(contract, operation, len(own))
    if operation.id in gathered.internal_errors:
        return None
    report, why = empty_report(contract, operation), gathered.why_unasked(operation.id)
    if why and not own:
        report = unproved_by(report, f"{success_seen.NOTHING_SENT}: {why}")
    elif gathered.session.deadline.is_past:
        report = replace(report, exchanges=len(own), cut=interrupted or NOT_ALL_JUDGED)
    else:
        return None
    report = replace(report, advice=advice_on(report, contract, operation))
    return filter_report(rule_selection(settings), report, ())[0]


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
