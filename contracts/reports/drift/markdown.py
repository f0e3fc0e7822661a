"""A comparison as Markdown: for a comment, the summary of a step, or a wiki."""

from collections.abc import Iterator

from contracts.reports.drift.groups import ChangeGroup, grouped
from contracts.reports.drift.text import evidence_text, summary
from contracts.reports.platforms.markdown import markdown_text
from contracts.results.drift.comparison import Drift

MAX_ROWS = 200  # rows of the table; further changes are counted


def render(drift: Drift, *, is_quiet: bool = False, is_whole: bool = False) -> str:  # noqa: ARG001 - as the text
    """Return a comparison as Markdown."""
    return "\n".join(_lines(drift, is_quiet=is_quiet)) + "\n"


def _lines(drift: Drift, *, is_quiet: bool) -> Iterator[str]:
    yield f"## Drift: {markdown_text(summary(drift))}"
    yield ""
    yield f"From {markdown_text(drift.a)} to {markdown_text(drift.b)}."
    yield ""
    groups = list(grouped(drift.changes))
    if groups:
        yield "| impact | operation | change | from | to |"
        yield "|---|---|---|---|---|"
        yield from map(_row, groups[:MAX_ROWS])
        yield ""
    if len(groups) > MAX_ROWS:
        yield f"and {len(groups) - MAX_ROWS} more"
        yield ""
    if not is_quiet:
        yield from (f"- {markdown_text(note)}" for note in drift.notes)


def _row(group: ChangeGroup) -> str:
    change = group.first
    cells = (
        f"{change.impact.value}, {change.confidence.value}",
        group.place,
        group.message,
        evidence_text(change.a),
        evidence_text(change.b),
    )
    return f"| {' | '.join(map(markdown_text, cells))} |"
