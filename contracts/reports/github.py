"""The report for GitHub: one annotation per finding, anchored at the contract's file and line."""

from contracts.finding import ReportedFinding
from contracts.report import Report
from openapi.contract import Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, *, is_quiet: bool = False) -> str:  # noqa: ARG001  # one shape
    """Return the report as workflow commands, worst first; known findings are notices."""
    lines = [_annotation(found, report) for found in report.findings]
    lines += [
        _command("error", {"title": f"{operation.api} {operation.id}"}, operation.unproved)
        for operation in report.operations
        if operation.unproved
    ]
    lines += [
        _command("notice", {"title": "vanished"}, f"A known finding has vanished: {line}")
        for line in report.vanished
    ]
    return "".join(f"{line}\n" for line in lines)


def _annotation(found: ReportedFinding, report: Report) -> str:
    finding = found.finding
    name, _, line = finding.contract.partition(":")
    properties = {
        "file": report.files.get(name, name),
        "line": line,
        "title": f"{finding.rule} ({found.operation})",
    }
    known = f"Known {found.known}." if found.known else ""
    parts = (finding.message, finding.source, known, found.curl)
    command = "notice" if found.known else _COMMANDS[finding.severity]
    return _command(command, properties, "\n".join(filter(None, parts)))


def _command(name: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(f"{key}={_property(text)}" for key, text in properties.items() if text)
    return f"::{name} {given}::{_data(message)}"


def _data(text: str) -> str:
    """Return a text as workflow commands carry it; a line break would begin another command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
