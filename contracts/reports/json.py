"""The report for programs, as JSON.

New keys may be added; a change that breaks readers gets another `version`.
"""

import json
from dataclasses import asdict

from contracts.http.messages import serialization
from contracts.results.coverage import CoverageItem
from contracts.results.finding import ReportedFinding
from contracts.results.gathering import occurrences_of
from contracts.results.harm import harm_of
from contracts.results.report import OperationReport, Report
from contracts.results.verdict import Verdict
from openapi.contract import SAFE_METHODS
from openapi.json.types import JSON
from openapi.text.printable import printable_json

VERSION = 1


def render(report: Report, *, is_quiet: bool = False) -> str:  # noqa: ARG001 - as in Render
    """Return the report as JSON."""
    return printable_json(json.dumps(as_json(report), ensure_ascii=False, indent=2) + "\n")


def as_json(report: Report) -> dict[str, JSON]:
    """Return the report as a JSON value."""
    methods = report.tally.methods
    return {
        "version": VERSION,
        "verdict": "pass" if not report.exit_code else "fail",
        "exit_code": int(report.exit_code),
        "targets": dict(report.targets),
        "profile": report.profile,
        "seed": report.seed,
        "rule_sets": sorted(report.sets),
        "readings": dict(report.readings),
        "strict": report.is_strict,
        "seconds": round(report.seconds, 3),
        "traffic": {
            "read_only": not any(name not in SAFE_METHODS for name in methods),
            "methods": dict(sorted(methods.items())),
            "hosts": dict(report.tally.origins),
            "received_bytes": report.tally.received_bytes,
            "refused": report.tally.refused,
        },
        "examples": {
            "passed": report.examples.passed,
            "failed": report.examples.failed,
            "left_out": report.examples.skipped,
        },
        "operations": [_operation(operation) for operation in report.operations],
        "findings": [_finding(found) for found in report.findings],
        "vanished": list(report.resolved),
        "notes": list(report.notes),
        "error": report.error or None,
        "recording": asdict(report.recording) if report.recording else None,
    }


def _operation(operation: OperationReport) -> dict[str, JSON]:
    return {
        "api": operation.api,
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "verdict": operation.label,
        "not_proved": operation.unverified_reason or None,
        "left_out": operation.skipped_reason or None,
        "exchanges": operation.exchanges,
        "contract": operation.contract,
        "source": operation.source or None,
        "rules": [_verdict(verdict) for verdict in operation.verdicts],
        "coverage": {
            "statuses": [_item(each) for each in operation.coverage.statuses],
            "parameters": [_item(each) for each in operation.coverage.parameters],
            "words": [_item(each) for each in operation.coverage.enum_values],
        },
    }


def _item(item: CoverageItem) -> dict[str, JSON]:
    return {"name": item.name, "met": item.is_covered, "contract": item.contract}


def _verdict(verdict: Verdict) -> dict[str, JSON]:
    return {
        "id": verdict.rule,
        "verdict": verdict.outcome.value,
        "severity": verdict.severity.value if verdict.fails else None,
        "passes": verdict.passes,
        "fails": verdict.fails,
        "reason": verdict.reason or None,
    }


def _finding(found: ReportedFinding) -> dict[str, JSON]:
    finding = found.finding
    return {
        "id": found.id,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "confidence": finding.trust,
        "harm": harm_of(finding.rule).value,
        "api": found.api,
        "operation": found.operation,
        "message": finding.message,
        "pointer": finding.pointer,
        "values": dict(finding.values),
        "expected": finding.expected or None,
        "source": finding.source or None,
        "contract": finding.contract or None,
        "discrepancy": finding.discrepancy or None,
        "ruling": finding.ruling or None,
        "count": found.count,
        "blamed": list(finding.blamed),
        "operations": [
            {
                "id": each.operation,
                "count": each.count,
                "message": each.message,
                "pointer": each.pointer,
                "status": each.status or None,
                "curl": each.curl or None,
            }
            for each in occurrences_of(found)
        ],
        "status": found.status or None,
        "case": found.note or None,
        "curl": found.curl or None,
        "known": found.accepted or None,
        "witness": found.witness or None,
        "exchanges": [serialization.exchange_to_json(step) for step in found.exchanges],
    }
