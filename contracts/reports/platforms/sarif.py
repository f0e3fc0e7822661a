"""The report as SARIF 2.1.0 (OASIS), for code scanning on GitHub, Azure DevOps and in editors.

Each check is a rule, each finding a result at its line of the contract; the id of a finding is its
fingerprint, so that a platform recognises it in the next run.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from urllib.parse import quote

from contracts.checks.all_checks import CHECKS
from contracts.reports.platforms.places import ContractLine, finding_place, place_of, unproved
from contracts.reports.printed import printed
from contracts.results.finding import ReportedFinding
from contracts.results.report import Report
from openapi.contract import Severity
from openapi.json.types import JSON
from openapi.text.printable import printable_json

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

FINGERPRINT = "specimen/v1"
"""The name of the fingerprint; another way of making ids gets another number."""

NOT_PROVED = "not-proved"  # the rule that operations break that fail a run without a finding

_ROOT = "%SRCROOT%"
_SUMMARIES: Mapping[str, str] = {
    **{check.id: check.summary for check in CHECKS},
    NOT_PROVED: "Every operation is proved by its documented success.",
}

_HELPS = {NOT_PROVED: "The message has the reason, and the option that helps if there is one."}


def render(report: Report, *, is_quiet: bool = False) -> str:  # noqa: ARG001 - as in Render
    """Return the report as a SARIF log with one run."""
    report = printed(report)
    results = [*_unproved(report), *(_result(found, report) for found in report.findings)]
    run = {
        "tool": {
            "driver": {
                "name": "specimen contracts",
                "version": version("specimen"),
                "rules": _rules(results),
            }
        },
        "automationDetails": {"id": f"contracts/{'+'.join(report.targets)}/"},
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return printable_json(json.dumps(log, ensure_ascii=False, indent=2) + "\n")


def _rules(results: Iterable[Mapping[str, JSON]]) -> list[JSON]:
    """Return the rules of the results, with the two descriptions that GitHub requires."""
    names = dict.fromkeys(result["ruleId"] for result in results)
    texts = {name: {"text": _SUMMARIES.get(name, f"The rule {name} holds.")} for name in names}
    return [
        {
            "id": name,
            "shortDescription": text,
            "fullDescription": text,
            "help": {"text": _HELPS.get(name, f"contracts explain {name}")},
        }
        for name, text in texts.items()
    ]


def _result(found: ReportedFinding, report: Report) -> dict[str, JSON]:
    finding = found.finding
    seen = f"Seen {found.count} times." if found.count > 1 else ""
    place = finding_place(found, report)
    documented = f"Documented: {finding.source}." if finding.source else ""
    texts = (finding.message, documented, seen, place.sentence)
    facts = {
        "api": found.api,
        "operations": list(found.operations),
        "confidence": finding.trust,
        "pointer": finding.pointer,
        "expected": finding.expected,
        "values": dict(finding.values),
        "status": found.status,
        "count": found.count,
        "overlay": finding.overlay,
        "curl": found.curl,
        "discrepancy": finding.discrepancy,
    }
    result: dict[str, JSON] = {
        "ruleId": finding.rule,
        "level": LEVELS[finding.severity],
        "message": {"text": " ".join(filter(None, texts))},
        "locations": [_location(place, f"{found.api}.{found.operation}")],
        "partialFingerprints": {FINGERPRINT: found.id},
        "properties": {name: fact for name, fact in facts.items() if fact},
    }
    if found.accepted:
        known = {"kind": "external", "status": "accepted", "justification": found.accepted}
        result["suppressions"] = [known]
    return result


def _unproved(report: Report) -> Iterator[dict[str, JSON]]:
    for operation, text in unproved(report):
        name = f"{operation.api}.{operation.id}"
        yield {
            "ruleId": NOT_PROVED,
            "level": "error",
            "message": {"text": text},
            "locations": [_location(place_of(operation.contract, report), name)],
            "partialFingerprints": {FINGERPRINT: f"{NOT_PROVED} {name}"},
        }


def _location(place: ContractLine, name: str) -> dict[str, JSON]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.path, safe="/"), "uriBaseId": _ROOT},
            "region": {"startLine": place.line},
        },
        "logicalLocations": [{"fullyQualifiedName": name, "kind": "function"}],
    }


def _invocation(report: Report) -> dict[str, JSON]:
    """Return how the run ended, and what did not go as planned."""
    notes = [("error", report.error)] if report.error else []
    notes += [("note", note) for note in report.notes]
    return {
        "executionSuccessful": not (report.error or report.stop_signal),
        "exitCode": int(report.exit_code),
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": text}} for level, text in notes
        ],
    }
