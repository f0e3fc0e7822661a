"""Merges the reports on one operation that several parts of a run have made."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from contracts.results.coverage import Coverage, CoverageItem
from contracts.results.finding import ORDER
from contracts.results.report import OperationReport
from contracts.results.verdict import Verdict
from openapi.rules.outcome import Outcome


def merged_operations(reports: Iterable[OperationReport]) -> tuple[OperationReport, ...]:
    """Return one report for each operation, in the order in which they came.

    The reports are of one API or several; an operation may have several.
    """
    by_operation: dict[tuple[str, str], list[OperationReport]] = {}
    for report in reports:
        by_operation.setdefault((report.api, report.id), []).append(report)
    return tuple(map(_as_one, by_operation.values()))


def _as_one(reports: Sequence[OperationReport]) -> OperationReport:
    called = [report for report in reports if not report.skipped_reason] or reports[:1]
    if len(called) == 1:
        return called[0]
    verdicts: dict[str, list[Verdict]] = {}
    for report in called:
        for verdict in report.verdicts:
            verdicts.setdefault(verdict.rule, []).append(verdict)
    return replace(
        called[0],
        verdicts=tuple(map(merged_verdict, verdicts.values())),
        exchanges=sum(report.exchanges for report in called),
        coverage=_coverage([report.coverage for report in called]),
        cut=next((report.cut for report in called if report.cut), ""),
        advice=next((report.advice for report in called if report.advice), ""),
        seconds=sum(report.seconds for report in called),
    )


def merged_verdict(parts: Sequence[Verdict]) -> Verdict:
    """Return the verdict on one rule by all parts: fail if one failed, else pass if one passed."""
    outcomes = {part.outcome for part in parts}
    order = (Outcome.FAIL, Outcome.PASS, Outcome.NOT_EXERCISED)
    outcome = next(each for each in order if each in outcomes)
    return replace(
        parts[0],
        outcome=outcome,
        severity=min((part.severity for part in parts), key=ORDER.__getitem__),
        passes=sum(part.passes for part in parts),
        fails=sum(part.fails for part in parts),
        reason=next((part.reason for part in parts if part.reason), "")
        if outcome is Outcome.NOT_EXERCISED
        else "",
    )


def _coverage(parts: Sequence[Coverage]) -> Coverage:
    return Coverage(
        statuses=_items([part.statuses for part in parts]),
        parameters=_items([part.parameters for part in parts]),
        enum_values=_items([part.enum_values for part in parts]),
        is_cut=any(part.is_cut for part in parts),
    )


def _items(parts: Sequence[Sequence[CoverageItem]]) -> tuple[CoverageItem, ...]:
    """Return the documented items, each covered if one part has covered it."""
    met = {(item.name, item.contract) for part in parts for item in part if item.is_covered}
    every = dict.fromkeys((item.name, item.contract) for part in parts for item in part)
    return tuple(
        CoverageItem(name=name, contract=contract, is_covered=(name, contract) in met)
        for name, contract in every
    )
