"""The findings in the report for the terminal: all of them first, then the worst in more detail."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from contracts.results.finding import ORDER, ReportedFinding
from openapi.contract import Severity
from openapi.text.listing import counted

WIDTH = 80
MAX_RULING = 150
OVERLAY_HINT = "To make it a claim, save the next line as pages.yaml, and add --overlay pages.yaml:"
FEWEST = 14  # lines that findings may take in any case
MOST_LINES = 200  # lines of findings in a file or a pipe

MORE = "--verbose or --report html=FILE shows all"

Block = Sequence[str]  # the lines of one finding


def known_line(found: ReportedFinding) -> str:
    """Return the line of a known finding: where it is, how long it is accepted, what it is."""
    finding = found.finding
    message = " ".join(finding.message.split())
    return f"known    {finding.rule}  ({found.operation}) {found.accepted}; {message}"


def format_findings(
    found: Sequence[ReportedFinding], room: int, *, is_cut: bool = True
) -> Iterator[str]:
    """Yield the lines of findings, worst first.

    The worst is shown in full, each other one in a line. What room is left shows their messages
    whole, then more of them in full; findings of severity `info` and further ones of a rule in one
    operation stay short. If there are too many, the first of each rule comes before the second of
    any, so that a rule with many findings hides no other, and the rest is counted. The findings are
    given worst first; the room is a number of lines; `is_cut` cuts lines that are longer than a
    terminal is wide.
    """
    if not found:
        return
    room = max(room, FEWEST)
    worst = len(_in_full(found[0])) - 1 if _may_be_long(found[0]) else 0
    count = len(found)
    if count > room - worst:
        found, count = _rules_first(found), max(1, room - worst - 1)
        worst = len(_in_full(found[0])) - 1 if _may_be_long(found[0]) else 0
    blocks: list[Block] = [[_in_short(each, is_cut=is_cut)] for each in found[:count]]
    left = found[count:]
    _expand(blocks, found, room - bool(left))
    for block in blocks:
        yield from block
    if left:
        yield _more(left)


def findings_with_requests(found: Sequence[ReportedFinding]) -> Iterator[str]:
    """Yield the lines of findings for a file or a pipe, which no screen bounds, worst first.

    Every error and warning is in full, with the command that sends its request again, up to
    `MOST_LINES` in total; further findings are counted.
    """
    lines = 0
    for place, each in enumerate(found):
        block = _in_full(each) if _may_be_long(each) else [_in_short(each, is_cut=False)]
        lines += len(block)
        if lines > MOST_LINES:
            yield _more(found[place:])
            return
        yield from block


def _more(left: Sequence[ReportedFinding]) -> str:
    errors = sum(other.finding.severity is Severity.ERROR for other in left)
    return f"and {len(left)} more ({counted(errors, 'error')}): {MORE}"


def all_findings(found: Sequence[ReportedFinding]) -> Iterator[str]:
    """Yield the lines of all findings, each in full."""
    for each in found:
        yield from _in_full(each)


def _expand(blocks: list[Block], found: Sequence[ReportedFinding], room: int) -> None:
    """Show findings with more lines while there is room: the first, all messages, then others."""

    def show(place: int, block: Block) -> None:
        if sum(map(len, blocks)) - len(blocks[place]) + len(block) <= room:
            blocks[place] = block

    kinds: set[tuple[str, str, str]] = set()
    is_first_of_kind: list[bool] = []
    for each in found[: len(blocks)]:
        kind = (each.api, each.operation, each.finding.rule)
        is_first_of_kind.append(kind not in kinds and _may_be_long(each))
        kinds.add(kind)
    if is_first_of_kind[0]:
        show(0, _in_full(found[0]))
    for place in range(is_first_of_kind[0], len(blocks)):
        if _may_be_long(found[place]):
            show(place, _with_message(found[place]))
    for place in range(1, len(blocks)):
        if is_first_of_kind[place]:
            show(place, _in_full(found[place]))


def _may_be_long(found: ReportedFinding) -> bool:
    return found.finding.severity is not Severity.INFO


def _rules_first(found: Sequence[ReportedFinding]) -> Sequence[ReportedFinding]:
    """Return findings, worst first, ordered so that a rule with many findings hides no other."""
    counts: Counter[tuple[str, str]] = Counter()
    places: list[tuple[int, int]] = []
    for each in found:
        rule = (each.api, each.finding.rule)
        counts[rule] += 1
        places.append((ORDER[each.finding.severity], counts[rule]))
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


def _in_short(found: ReportedFinding, *, is_cut: bool) -> str:
    finding = found.finding
    head = f"{finding.severity.value:<7}  {finding.rule}  ({where(found)})"
    text = f"{head}  {finding.message}"
    return _one_line(text, WIDTH if is_cut else len(text))


def _with_message(found: ReportedFinding) -> Block:
    """Return a finding with its whole message: one line, or more where it is long."""
    one = f"{_head(found)}  {found.finding.message}"
    if len(one) <= WIDTH and "\n" not in one:
        return [one]
    return [_head(found), *wrapped(" " * 9, found.finding.message, 9)]


def _in_full(found: ReportedFinding) -> Block:
    return [*_lines(found)]


def _lines(found: ReportedFinding) -> Iterator[str]:
    finding = found.finding
    yield f"{_head(found)}, {finding.trust}"
    rows = {
        "": finding.message,
        "in": ", ".join(found.operations) if len(found.operations) > 1 else "",
        "values": ", ".join(f"{name} = {value}" for name, value in finding.values),
        "says": "  ".join(filter(None, [finding.source, finding.contract])),
        "ruling": f"{finding.discrepancy}: {_one_line(finding.ruling, MAX_RULING)}"
        if finding.discrepancy
        else "",
        "case": _case(found),
    }
    for name, text in rows.items():
        if text:
            yield from wrapped(
                f"         {name:<7}" if name else "         ", text, 16 if name else 9
            )
    if finding.overlay:
        yield f"         {OVERLAY_HINT}"
        yield f"         {finding.overlay}"
    yield from commands(found)


def commands(found: ReportedFinding) -> Iterator[str]:
    """Yield the commands that send the request again: the replay of its witness, and curl."""
    if found.witness:
        yield f"         try    {found.replay_command}"
    if found.curl:
        yield f"         {'or' if found.witness else 'try':<6} {found.curl}"


def _case(found: ReportedFinding) -> str:
    if not found.curl:
        return f"the contract's own example {found.note!r}" if found.note else ""
    answer = f"answered {found.status}" if found.status else "no answer"
    return f"{found.note}; {answer}" if found.note else answer


def wrapped(head: str, text: str, indent: int, *, most: int | None = 3) -> Sequence[str]:
    """Return `head` and a text in at most `most` lines (None: any); further ones are indented."""
    return textwrap.wrap(
        text,
        width=WIDTH,
        initial_indent=head,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
        max_lines=most,
        placeholder=" …",
    )


def _one_line(text: str, width: int) -> str:
    flat = " ".join(text.split("\n"))
    return flat if len(flat) <= width else f"{flat[: width - 2].rstrip()} …"
