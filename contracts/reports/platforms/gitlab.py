"""The report as GitLab reads it: Code Quality, shown in a merge request beside the changed lines.

Source: GitLab documentation, Code Quality, "Code Quality report format".
"""

import hashlib
import json

from contracts.reports.platforms.places import ContractLine, finding_place, place_of, unproved
from contracts.reports.printed import printed
from contracts.reports.text_findings import where
from contracts.results.finding import ReportedFinding
from contracts.results.report import Report
from openapi.contract import Severity
from openapi.json.types import JSON
from openapi.text.printable import printable_json

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
"""Their words for ours; `critical` and `blocker` are for operations and runs without a result."""


def render(report: Report, *, is_quiet: bool = False) -> str:  # noqa: ARG001 - as in Render
    """Return the report as a JSON array with an entry for each finding."""
    report = printed(report)
    entries = [
        _entry(text, "not-proved", "critical", place_of(operation.contract, report), operation.id)
        for operation, text in unproved(report)
    ]
    entries += [_of_finding(found, report) for found in report.findings]
    if report.error:
        error = f"contracts could not run: {report.error}"
        entries.insert(0, _entry(error, "could-not-run", "blocker", place_of("", report), "run"))
    return printable_json(json.dumps(entries, ensure_ascii=False, indent=2) + "\n")


def _of_finding(found: ReportedFinding, report: Report) -> dict[str, JSON]:
    finding = found.finding
    known = f" Known {found.accepted}." if found.accepted else ""
    text = f"{finding.rule} ({where(found)}): {finding.message}{known}"
    severity = "info" if found.accepted else SEVERITIES[finding.severity]
    place = finding_place(found, report)
    text = f"{text} {place.sentence}".rstrip()
    entry = _entry(text, finding.rule, severity, place, found.operation)
    return entry | {"fingerprint": found.id}


def _entry(
    text: str, check: str, severity: str, place: ContractLine, operation: str
) -> dict[str, JSON]:
    fingerprint = hashlib.sha256(f"{check} {operation}".encode()).hexdigest()[:32]
    return {
        "description": text,
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": place.path, "lines": {"begin": place.line}},
    }
