"""The report as one HTML file for the browser.

`page.html` escapes all texts, and the Content-Security-Policy of the page lets it load no resource.
"""

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from contracts.reports.html_findings import finding_values
from contracts.reports.printed import printed
from contracts.results.report import ExitCode, OperationReport, Report
from openapi.contract import Severity
from openapi.rules.outcome import Outcome
from openapi.text.listing import counted
from openapi.text.templates import LOOK, render_template

MAX_ALIKE = 20  # operations without a judgement for the same reason that have entries of their own
OPEN = 3  # findings of the worst severity that are expanded when the page is opened

_WORSE_FIRST = ("fail", "warning", "info", Outcome.NOT_EXERCISED, "pass")


def render(report: Report, *, is_quiet: bool = False) -> str:  # noqa: ARG001 - as in Render
    """Return the report as an HTML page."""
    shown = printed(report)
    style, script = LOOK.read_text("utf-8") + _part("page.css"), _part("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    worst = shown.findings[0].finding.severity if shown.findings else None
    text = render_template(
        Path(__file__).with_name("page.html"),
        policy=policy,
        style=style,
        script=script,
        word=_word(shown),
        counts=_counts(shown),
        about=_about(shown),
        boxes=[*_boxes(shown)],
        findings=[
            finding_values(found, shown, is_open=place < OPEN and found.finding.severity is worst)
            for place, found in enumerate(shown.findings)
        ],
        lists=[
            ("Could not run", shown.error.splitlines()),
            ("Vanished", shown.resolved),
            ("Notes", shown.notes),
        ],
        operations=[*_operations(shown)],
    )
    # JSON of a server may hold half a surrogate pair, which UTF-8 cannot.
    return text.encode("utf-8", "replace").decode()


def _word(report: Report) -> str:
    if report.error or report.stop_signal:
        return "could not run" if report.error else "interrupted"
    return "passed" if report.exit_code is ExitCode.OK else "failed"


def _counts(report: Report) -> str:
    counts = ", ".join(
        counted(report.count(severity), severity.value)
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    known = _known(report)
    unproved = sum(bool(operation.unverified_reason) for operation in report.operations)
    proof = f", {counted(unproved, 'operation')} not proved" if unproved else ""
    return f"{counts}{f', {known} known' if known else ''}{proof}"


def _about(report: Report) -> str:
    targets = ", ".join(f"{api} at {url}" for api, url in report.targets.items())
    return (
        f"{targets} · profile {report.profile}, seed {report.seed} · "
        f"{counted(report.tally.requests, 'request')} · {report.seconds:.1f} s"
    )


def _boxes(report: Report) -> Iterator[tuple[str, int]]:
    """Yield the names of the checkboxes that hide findings, with the number of findings."""
    for severity in Severity:
        yield severity.value, sum(found.finding.severity is severity for found in report.findings)
    if known := _known(report):
        yield "known", known


def _known(report: Report) -> int:
    return sum(bool(found.accepted) for found in report.findings)


def _operations(report: Report) -> Iterator[dict[str, Any]]:
    """Yield the operations; many of which nothing is judged for the same reason are together."""
    alike: dict[tuple[str, str], list[OperationReport]] = {}
    rows: list[tuple[OperationReport, str, tuple[str, str]]] = []
    for each, label in zip(report.operations, report.labels(), strict=True):
        key = label, each.skipped_reason or each.unverified_reason
        rows.append((each, label, key))
        if not each.is_judged and label != "fail":
            alike.setdefault(key, []).append(each)
    many = {key: every for key, every in alike.items() if len(every) > MAX_ALIKE}
    grouped = {(each.api, each.id) for every in many.values() for each in every}
    yield from (
        _operation(each, label) for each, label, _ in rows if (each.api, each.id) not in grouped
    )
    for (label, reason), every in many.items():
        yield {
            "word": label,
            "name": counted(len(every), "operation"),
            "where": counted(sum(each.exchanges for each in every), "request"),
            "reason": reason,
            "cited": "",
            "verdicts": (),
            "covered": [f"{each.api} {each.id} · {each.method} {each.path}" for each in every],
        }


def _operation(operation: OperationReport, label: str) -> dict[str, Any]:
    is_called = not operation.skipped_reason
    requests = f" · {counted(operation.exchanges, 'request')}" if is_called else ""
    ordered = sorted(operation.verdicts, key=lambda each: _WORSE_FIRST.index(each.label))
    return {
        "word": label,
        "name": f"{operation.api} {operation.id}",
        "where": f"{operation.method} {operation.path}{requests}",
        "reason": operation.skipped_reason or operation.unverified_reason,
        "cited": " · ".join(filter(None, [operation.source, operation.contract])),
        "covered": [*_covered(operation)] if is_called else [],
        "verdicts": [
            (each.label, each.rule, each.reason or f"{each.passes} passed, {each.fails} failed")
            for each in ordered
        ],
    }


def _covered(operation: OperationReport) -> Iterator[str]:
    for title, every in (
        ("Statuses", operation.coverage.statuses),
        ("Parameters", operation.coverage.parameters),
        ("Enum values", operation.coverage.enum_values),
    ):
        missed = ", ".join(f"{one.name} ({one.contract})" for one in every if not one.is_covered)
        count = sum(each.is_covered for each in every)
        if every:
            rest = f"; not seen: {missed}" if missed else ""
            yield f"{title}: {count} of {len(every)} seen{rest}"


@cache
def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
