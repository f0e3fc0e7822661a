"""The report for people as one HTML file: no network, no script from elsewhere.

Everything that came from outside is escaped, and the page forbids itself to load anything.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from contracts.reports.html_findings import finding_html
from contracts.reports.printed import printed
from contracts.reports.text_findings import plural
from contracts.results.coverage import CoverageItem
from contracts.results.report import ExitCode, OperationReport, Report
from contracts.results.verdict import Verdict
from openapi.contract import Severity

OPEN = 3
"""Findings of the worst severity that are open when the page is."""

_WORSE_FIRST = ("fail", "warning", "info", "not exercised", "pass")


def render(report: Report, *, is_quiet: bool = False) -> str:  # noqa: ARG001  # one shape
    """Return the report as an HTML page."""
    text = "\n".join(_page(printed(report))) + "\n"
    # Half a surrogate of somebody's JSON is no UTF-8.
    return text.encode("utf-8", "replace").decode()


def _page(report: Report) -> Iterator[str]:
    style, script = _part("page.css"), _part("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    word = "passed" if report.exit_code is ExitCode.OK else "failed"
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>Contract check {word}</title><style>{style}</style></head><body>"
    yield from _head(report, word)
    yield "<main>"
    if report.findings:
        yield from _filter(report)
        worst = report.findings[0].finding.severity
        for place, found in enumerate(report.findings):
            is_open = place < OPEN and found.finding.severity is worst
            yield from finding_html(found, report, is_open=is_open)
    else:
        yield "<p>Nothing is wrong.</p>"
    for title, lines in (("Vanished", report.resolved), ("Notes", report.notes)):
        if lines:
            yield f"<h2>{title}</h2><ul>"
            yield from (f"<li>{escape(line)}</li>" for line in lines)
            yield "</ul>"
    yield "<h2>Operations</h2>"
    for operation in report.operations:
        yield from _operation(operation)
    yield f"</main><script>{script}</script></body></html>"


def _head(report: Report, word: str) -> Iterator[str]:
    yield f'<header><h1>Contract check <span class="{word}">{word}</span></h1>'
    counts = ", ".join(
        plural(report.count(severity), severity.value)
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    known = sum(bool(found.accepted) for found in report.findings)
    put_up = f", {known} known" if known else ""
    unproved = sum(bool(operation.unverified_reason) for operation in report.operations)
    proof = f", {plural(unproved, 'operation')} not proved" if unproved else ""
    yield f"<p>{escape(f'{counts}{put_up}{proof}')}</p>"
    targets = ", ".join(f"{api} at {url}" for api, url in report.targets.items())
    about = (
        f"{targets} · profile {report.profile}, seed {report.seed} · "
        f"{plural(report.tally.requests, 'request')} · {report.seconds:.1f} s"
    )
    yield f'<p class="dim">{escape(about)}</p></header>'


def _filter(report: Report) -> Iterator[str]:
    yield '<form class="filter">'
    for severity in Severity:
        count = sum(found.finding.severity is severity for found in report.findings)
        yield from _box(severity.value, count)
    known = sum(bool(found.accepted) for found in report.findings)
    if known:
        yield from _box("known", known)
    yield '<input type="search" placeholder="Rule, operation, words" aria-label="Search findings">'
    yield '<button type="button">Open or close all</button>'
    yield '<output class="dim"></output></form>'


def _box(name: str, count: int) -> Iterator[str]:
    yield f'<label class="{name}"><input type="checkbox" value="{name}" checked> '
    yield f"{name} ({count})</label>"


def _operation(operation: OperationReport) -> Iterator[str]:
    word = escape(operation.label)
    yield f'<details><summary><span class="word {word}">{word}</span> '
    name = f"{operation.api} {operation.id}"
    yield f'<span class="rule">{escape(name)}</span> '
    asked = f" · {plural(operation.exchanges, 'request')}" if not operation.skipped_reason else ""
    where = f"{operation.method} {operation.path}{asked}"
    yield f'<span class="dim">{escape(where)}</span></summary>'
    reason = operation.skipped_reason or operation.unverified_reason
    if reason:
        yield f"<p>{escape(reason)}</p>"
    cited = " · ".join(filter(None, [operation.source, operation.contract]))
    if cited:
        yield f'<p class="dim">{escape(cited)}</p>'
    for title, every in (
        ("Statuses", operation.coverage.statuses),
        ("Parameters", operation.coverage.parameters),
        ("Words in answers", operation.coverage.enum_values),
    ):
        if every and not operation.skipped_reason:
            yield from _met(title, every)
    if operation.verdicts:
        yield "<table>"
        ordered = sorted(operation.verdicts, key=lambda each: _WORSE_FIRST.index(each.label))
        for verdict in ordered:
            yield from _verdict(verdict)
        yield "</table>"
    yield "</details>"


def _met(title: str, every: Sequence[CoverageItem]) -> Iterator[str]:
    missed = ", ".join(f"{each.name} ({each.contract})" for each in every if not each.is_covered)
    count = sum(each.is_covered for each in every)
    text = f"{title}: {count} of {len(every)} met" + (f"; not met: {missed}" if missed else "")
    yield f'<p class="dim">{escape(text)}</p>'


def _verdict(verdict: Verdict) -> Iterator[str]:
    word = escape(verdict.label)
    count = f"{verdict.passes} passed, {verdict.fails} failed"
    yield f'<tr><td class="{word}">{word}</td><td>{escape(verdict.rule)}</td>'
    yield f"<td>{escape(verdict.reason or count)}</td></tr>"


@cache
def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
