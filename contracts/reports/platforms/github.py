"""The report for GitHub: one annotation per finding, at the file and line of the contract."""

from collections.abc import Iterator, Mapping

from contracts.reports.platforms.places import ContractLine, finding_place, place_of
from contracts.reports.printed import printed
from contracts.reports.text_findings import where
from contracts.results.finding import ReportedFinding
from contracts.results.report import Report
from openapi.contract import Severity

MAX_OF_A_KIND = 10
"""Annotations of one kind that GitHub shows of a step; it drops further ones silently."""

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
"""The workflow command for findings of each severity."""


def render(report: Report, *, is_quiet: bool = False) -> str:  # noqa: ARG001 - as in Render
    """Return the report as workflow commands, worst first; known findings are notices."""
    by_kind: dict[str, list[str]] = {kind: [] for kind in COMMANDS.values()}
    for kind, line in _annotations(printed(report)):
        by_kind[kind].append(line)
    lines = [line for kind, every in by_kind.items() for line in _as_many_as_fit(kind, every)]
    return "".join(f"{line}\n" for line in lines)


def _annotations(report: Report) -> Iterator[tuple[str, str]]:
    if report.error:
        yield "error", workflow_command("error", {"title": "contracts could not run"}, report.error)
    # Operations that are not proved come first: without a success the other results say little.
    for operation in report.operations:
        if operation.unverified_reason:
            title = f"{operation.api} {operation.id}"
            place = place_of(operation.contract, report)
            yield "error", _at(place, "error", title, operation.unverified_reason, place.sentence)
    for found in report.findings:
        kind = "notice" if found.accepted else COMMANDS[found.finding.severity]
        yield kind, _annotation(kind, found, report)
    for line in report.resolved:
        text = f"A known finding has vanished: {line}"
        yield "notice", workflow_command("notice", {"title": "vanished"}, text)


def _as_many_as_fit(kind: str, lines: list[str]) -> Iterator[str]:
    shown = lines if len(lines) <= MAX_OF_A_KIND else lines[: MAX_OF_A_KIND - 1]
    yield from shown
    more = len(lines) - len(shown)
    if more:
        text = f"{more} more of this kind are in the other reports."
        yield workflow_command(kind, {"title": f"{more} more"}, text)


def _annotation(kind: str, found: ReportedFinding, report: Report) -> str:
    finding = found.finding
    title = f"{finding.rule} ({where(found)}), {finding.trust}"
    known = f"Known {found.accepted}." if found.accepted else ""
    place = finding_place(found, report)
    return _at(
        place, kind, title, finding.message, finding.source, place.sentence, known, found.curl
    )


def _at(place: ContractLine, kind: str, title: str, *texts: str) -> str:
    properties = {"file": place.path, "line": str(place.line), "title": title}
    return workflow_command(kind, properties, "\n".join(filter(None, texts)))


def workflow_command(name: str, properties: Mapping[str, str], message: str) -> str:
    """Return a workflow command of GitHub with its properties that are not empty."""
    given = ",".join(f"{key}={_property(text)}" for key, text in properties.items() if text)
    return f"::{name} {given}::{_data(message)}"


def _data(text: str) -> str:
    """Return an escaped text; a line break would begin another command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
