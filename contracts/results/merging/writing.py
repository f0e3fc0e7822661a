"""A report as a JSON value: for programs, and for `contracts.results.merging.reading`.

New keys may be added; a change that breaks readers gets another `version`.
"""

import hashlib
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

VERSION = 1


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
        "operations": [_operation(each, report.label_of(each)) for each in report.operations],
        "findings": [_finding(found) for found in report.findings],
        "vanished": list(report.resolved),
        "notes": list(report.notes),
        "error": report.error or None,
        "recording": asdict(report.recording) if report.recording else None,
        "unsafe": report.is_unsafe,
        "started": report.started.isoformat() if report.started else None,
        "signal": report.stop_signal,
        "nothing_chosen": report.is_nothing_chosen,
        "repeat": list(report.repeat),
        "command": list(report.command),
        "unchosen": list(report.unchosen),
        "files": dict(report.files),
        "documents": hashes_of(report),
    }


def hashes_of(report: Report) -> dict[str, str]:
    """Return the hash of each document that a report is about, by the name of its file."""
    return {**report.hashes, **{name: text_hash(text) for name, text in report.texts.items()}}


def text_hash(text: str) -> str:
    """Return a text that differs between two versions of a document."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _operation(operation: OperationReport, label: str) -> dict[str, JSON]:
    return {
        "api": operation.api,
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "verdict": label,
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
        "place": operation.place,
        "cut": operation.cut or None,
        "advice": operation.advice or None,
        "seconds": round(operation.seconds, 6),
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
        "overlay": finding.overlay or None,
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
        "decisive": _decisive(found),
        "replay_options": list(found.replay_options),
        "former_ids": list(found.former_ids),
    }


def _decisive(found: ReportedFinding) -> int | None:
    """Return the place of the exchange that shows a finding among its exchanges, from 1."""
    numbers, number = found.exchange_numbers, found.finding.exchange
    return numbers.index(number) + 1 if number in numbers else None
