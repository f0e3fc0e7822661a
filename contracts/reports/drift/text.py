"""A comparison for the terminal: one screen, what breaks most first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap

from contracts.reports.drift.groups import ChangeGroup, grouped
from contracts.results.drift.change import Impact, SideEvidence
from contracts.results.drift.comparison import Drift
from openapi.text.listing import counted
from openapi.text.previews import shortened
from openapi.text.printable import printable

SCREEN = 40  # lines of a report
WIDTH = 100  # columns of a line; a longer one is cut
MAX_NOTES = 4  # notes that are shown; further ones are counted
LINES_EACH = 6  # lines that one change takes at most, the empty one included

INDENT = " " * 10
MAX_LINES = 2  # lines of a message; a longer one is cut


def render(drift: Drift, *, is_quiet: bool = False, is_whole: bool = False) -> str:
    """Return a comparison as text.

    If quiet, notes are left out; if whole, every change is shown, on more than one screen.
    """
    groups = list(grouped(drift.changes))
    notes = [] if is_quiet else list(_notes(drift.notes, is_whole=is_whole))
    room = (SCREEN - 5 - len(notes)) // LINES_EACH
    shown = groups if is_whole else groups[: max(room, 1)]
    lines = [line for group in shown for line in _change(group)]
    lines += _rest(groups[len(shown) :])
    lines += notes
    lines += [f"from {drift.a}", f"to   {drift.b}", summary(drift)]
    return "".join(f"{shortened(printable(line), WIDTH)}\n" for line in lines)


def summary(drift: Drift) -> str:
    """Return the counts of a comparison as one line."""
    counts = [f"{drift.count(impact)} {impact.value}" for impact in Impact]
    compared = f"{counted(drift.compared, 'operation')} compared"
    return f"{'no drift' if not drift.changes else ', '.join(counts)}; {compared}"


def evidence_text(evidence: SideEvidence) -> str:
    """Return what one side says, and where, as one text."""
    witness = evidence.witness
    if witness is None:
        return evidence.says
    if not witness.request:
        return f"{evidence.says}  {witness.source}"
    body = " ".join(witness.body.split())
    return f"{evidence.says}  {witness.source}: {witness.request} -> {witness.status} {body}"


def _change(group: ChangeGroup) -> Iterator[str]:
    change = group.first
    sure = "" if change.confidence.value == "certain" else f" ({change.confidence.value})"
    yield f"{change.impact.value}{sure}  {group.place}"
    yield from _wrapped(group.message)
    yield f"{INDENT}from: {evidence_text(change.a)}"
    yield f"{INDENT}to:   {evidence_text(change.b)}"
    yield ""


def _wrapped(message: str) -> list[str]:
    """Return a message on a few lines; `printable` comes first, as it makes texts longer."""
    return wrap(
        printable(message),
        WIDTH,
        initial_indent=INDENT,
        subsequent_indent=INDENT,
        max_lines=MAX_LINES,
        placeholder=" …",
        break_long_words=True,
    )


def _rest(groups: Sequence[ChangeGroup]) -> Iterator[str]:
    if not groups:
        return
    counts = Counter((each.first.impact.value, each.first.kind) for each in groups)
    kinds = ", ".join(f"{count} {kind} ({impact})" for (impact, kind), count in counts.items())
    yield f"and {len(groups)} more: {kinds}"
    yield "all of them: --output FILE, --format json, --format markdown"
    yield ""


def _notes(notes: Sequence[str], *, is_whole: bool) -> Iterator[str]:
    shown = notes if is_whole else notes[:MAX_NOTES]
    yield from (f"note: {note}" for note in shown)
    if len(notes) > len(shown):
        yield f"note: and {len(notes) - len(shown)} more"
    if notes:
        yield ""
