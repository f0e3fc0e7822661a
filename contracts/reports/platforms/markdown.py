"""The report as Markdown: for the summary of a GitHub step, a comment, or a wiki.

Source: GitHub Flavored Markdown; a summary of a step may have 1 MiB.
"""

import re
from collections.abc import Iterator

from contracts.reports.platforms.places import finding_place
from contracts.reports.printed import printed
from contracts.reports.text import proof_line
from contracts.reports.text_findings import where
from contracts.results.finding import ReportedFinding
from contracts.results.report import ExitCode, Report
from openapi.contract import Severity
from openapi.text.listing import counted, listed
from openapi.text.previews import shortened

MAX_ROWS = 100  # rows of a table; further ones are counted
MAX_NAMED = 3  # operations that are not proved for the same reason; further ones are counted
MAX_CELL = 300  # characters of a cell

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+!|~&-])")


def render(report: Report, *, is_quiet: bool = False) -> str:  # noqa: ARG001 - as in Render
    """Return the report as Markdown."""
    report = printed(report)
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    word = "passed" if report.exit_code is ExitCode.OK else "failed"
    yield f"## Contracts: {word}"
    yield ""
    if report.error:
        yield "The check could not run:"
        yield ""
        yield from (f"    {line}" for line in report.error.splitlines())
        return
    yield from _counts(report)
    yield from _findings(report)
    yield from _operations(report)
    yield from _unproved(report)
    yield from (f"- {markdown_text(note)}" for note in report.notes)
    yield f"- {markdown_text(proof_line(report))}"


def _counts(report: Report) -> Iterator[str]:
    tested = [each for each in report.operations if not each.skipped_reason]
    parts = [
        counted(len(tested), "operation"),
        counted(report.count(Severity.ERROR), "error"),
        counted(report.count(Severity.WARNING), "warning"),
        counted(sum(map(len, report.unproved().values())), "operation") + " not proved",
    ]
    targets = (
        f"{markdown_text(api)} at {markdown_text(url)}" for api, url in report.targets.items()
    )
    yield f"{', '.join(parts)}; {', '.join(targets)}"
    yield ""


def _findings(report: Report) -> Iterator[str]:
    if not report.findings:
        return
    yield "| severity | rule | operation | finding | where |"
    yield "|---|---|---|---|---|"
    for found in report.findings[:MAX_ROWS]:
        yield _row(found, report)
    if len(report.findings) > MAX_ROWS:
        yield ""
        yield f"and {counted(len(report.findings) - MAX_ROWS, 'more finding')}"
    yield ""


def _unproved(report: Report) -> Iterator[str]:
    """Yield why operations are not proved, each reason once."""
    groups = [*report.unproved().items()]
    for (reason, advice), alike in groups[:MAX_ROWS]:
        names = listed([each.id for each in alike], MAX_NAMED)
        verb = "is" if len(alike) == 1 else "are"
        yield f"- {markdown_text(f'{names} {verb} not proved: {reason}. {advice}'.rstrip())}"
    if rest := sum(len(alike) for _, alike in groups[MAX_ROWS:]):
        yield f"- {rest} more are not proved"


def _row(found: ReportedFinding, report: Report) -> str:
    finding, place = found.finding, finding_place(found, report)
    times = f" (x{found.count})" if found.count > 1 else ""
    sure = f"{finding.severity.value}, {finding.trust}"
    severity = f"known {found.accepted}" if found.accepted else sure
    spot = f"{place.path}:{place.line}{place.pointer and f'#{place.pointer}'}"
    message = f"{finding.message}{times}"
    cells = (severity, finding.rule, where(found), message, spot)
    return f"| {' | '.join(map(markdown_text, cells))} |"


def _operations(report: Report) -> Iterator[str]:
    operations = report.operations
    yield "| operation | verdict | requests |"
    yield "|---|---|---|"
    for each, label in zip(operations[:MAX_ROWS], report.labels(), strict=False):
        name = f"{each.method} {each.path}"
        yield f"| {markdown_text(name)} | {markdown_text(label)} | {each.exchanges} |"
    if len(operations) > MAX_ROWS:
        yield f"| and {len(operations) - MAX_ROWS} more | | |"
    yield ""


def markdown_text(text: str) -> str:
    """Return a text of one line in which nothing is markup, shortened."""
    return _MARKS.sub(r"\\\1", shortened(" ".join(text.split()), MAX_CELL))
