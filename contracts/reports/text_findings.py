"""The findings in the report for the terminal: the worst in full, the others on a line each."""

import shlex
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from contracts.results.finding import ORDER, ReportedFinding
from openapi.contract import Severity

WIDTH = 118
MAX_RULING = 150
FEWEST = 14
"""Lines that findings may take in any case."""


def format_findings(found: Sequence[ReportedFinding], room: int) -> Iterator[str]:
    """Yield the lines of findings, worst first.

    Among findings of one severity, the first of each operation and rule comes before the second of
    any, and is shown in full if there is room. The others, and those of severity `info`, take a
    line each; those without room are counted.

    Args:
        found: Findings, worst first.
        room: Number of lines.
    """
    found = _kinds_first(found)
    room = max(room, FEWEST)
    shown: set[tuple[str, str, str]] = set()
    for place, each in enumerate(found):
        left = len(found) - place
        kind = _kind(each)
        is_small = kind in shown or each.finding.severity is Severity.INFO
        lines = [_in_short(each)] if is_small else list(_in_full(each))
        if len(lines) > room - min(left - 1, 4) and shown:
            lines = [_in_short(each)]
        if len(lines) > room - (left > 1) and shown:
            errors = sum(other.finding.severity is Severity.ERROR for other in found[place:])
            yield f"and {left} more ({plural(errors, 'error')})"
            return
        shown.add(kind)
        room -= len(lines)
        yield from lines


def _kind(found: ReportedFinding) -> tuple[str, str, str]:
    return found.api, found.operation, found.finding.rule


def _kinds_first(found: Sequence[ReportedFinding]) -> Sequence[ReportedFinding]:
    """Return findings, worst first, ordered so that a rule with many findings hides no other."""
    counts: Counter[tuple[str, str, str]] = Counter()
    places: list[tuple[int, int]] = []
    for each in found:
        counts[_kind(each)] += 1
        places.append((ORDER[each.finding.severity], counts[_kind(each)]))
    order = sorted(range(len(found)), key=places.__getitem__)
    return [found[place] for place in order]


def _head(found: ReportedFinding) -> str:
    finding = found.finding
    times = f" (x{found.count})" if found.count > 1 else ""
    place = f" at {finding.pointer}" if finding.pointer else ""
    return f"{finding.severity.value:<7}  {finding.rule}{place}  ({where(found)}){times}"


def where(found: ReportedFinding) -> str:
    """Return the operation of a finding, or in how many it shows."""
    count = len(found.operations)
    return found.operation if count == 1 else f"in {count} operations"


def _in_short(found: ReportedFinding) -> str:
    return _one_line(f"{_head(found)}  {found.finding.message}", WIDTH)


def _in_full(found: ReportedFinding) -> Iterator[str]:
    finding = found.finding
    yield _head(found)
    rows = {
        "": finding.message,
        "values": ", ".join(f"{name} = {value}" for name, value in finding.values),
        "says": "  ".join(filter(None, [finding.source, finding.contract])),
        "ruling": f"{finding.discrepancy}: {_one_line(finding.ruling, MAX_RULING)}"
        if finding.discrepancy
        else "",
        "case": _case(found),
    }
    for name, text in rows.items():
        if text:
            yield from wrapped(f"         {name:<7}" if name else "         ", text, 16)
    if found.witness:
        yield f"         try    contracts replay {shlex.quote(found.witness)}"
    elif found.curl:
        yield f"         try    {found.curl}"


def _case(found: ReportedFinding) -> str:
    if not found.curl:
        return f"the contract's own example {found.note!r}" if found.note else ""
    answer = f"answered {found.status}" if found.status else "no answer"
    return f"{found.note}; {answer}" if found.note else answer


def wrapped(head: str, text: str, indent: int) -> Sequence[str]:
    """Return `head` and a text in at most three lines; further lines are indented."""
    return textwrap.wrap(
        text,
        width=WIDTH,
        initial_indent=head,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
        max_lines=3,
        placeholder=" …",
    )


def _one_line(text: str, width: int) -> str:
    flat = " ".join(text.split("\n"))
    return flat if len(flat) <= width else f"{flat[: width - 2].rstrip()} …"


def plural(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
