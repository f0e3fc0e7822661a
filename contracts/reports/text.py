"""The report for people: worst first, one screen, the next command last."""

import shlex
import textwrap
from collections.abc import Iterator, Sequence

from contracts.finding import ReportedFinding
from contracts.report import ExitCode, OperationReport, Report
from contracts.verdict import Verdict
from openapi.contract import SAFE_METHODS, Severity

WIDTH = 118
MAX_FINDINGS = 8
"""Findings that are shown in full; the rest is counted."""

MAX_RULING = 150
MEGABYTE = 1_000_000
_COLUMN = 57
_WORSE_FIRST = {"fail": 0, "warning": 1, "info": 2, "not exercised": 3, "pass": 4}


def render(report: Report, *, is_quiet: bool = False) -> str:
    """Return the report as text.

    Args:
        report: The run.
        is_quiet: Leave out everything but findings and the last lines.
    """
    lines = [*_findings(report)]
    if not is_quiet:
        for operation in report.operations:
            lines += _operation(operation)
        lines += [*_left_out(report), *_examples(report)]
        lines += [f"note  {note}" for note in report.notes]
        lines.append(_proof(report))
    lines.append(_summary(report))
    if not is_quiet:
        lines.append(_next(report))
    return "\n".join(lines) + "\n"


def _findings(report: Report) -> Iterator[str]:
    fresh = [found for found in report.findings if not found.known]
    for found in fresh[:MAX_FINDINGS]:
        yield from _finding(found)
    more = fresh[MAX_FINDINGS:]
    if more:
        errors = sum(found.finding.severity is Severity.ERROR for found in more)
        yield f"and {len(more)} more ({_plural(errors, 'error')}): see --format json"
    for found in report.findings:
        if found.known:
            yield f"known    {found.finding.rule}  ({found.operation}) {found.known}"
    yield from (f"vanished {line}" for line in report.vanished)
    if report.findings or report.vanished:
        yield ""


def _finding(found: ReportedFinding) -> Iterator[str]:
    finding = found.finding
    times = f" (x{found.count})" if found.count > 1 else ""
    place = f" at {finding.pointer}" if finding.pointer else ""
    yield f"{finding.severity.value:<7}  {finding.rule}{place}  ({found.operation}){times}"
    rows = {
        "": finding.message,
        "values": ", ".join(f"{name} = {value}" for name, value in finding.values),
        "says": "  ".join(filter(None, [finding.source, finding.contract])),
        "ruling": f"{finding.discrepancy}: {_shortened(finding.ruling)}"
        if finding.discrepancy
        else "",
        "case": _case(found),
    }
    for name, text in rows.items():
        if text:
            yield _wrapped(f"         {name:<7}" if name else "         ", text)
    if found.witness:
        yield f"         try    contracts replay {shlex.quote(found.witness)}"
    elif found.curl:
        yield f"         try    {found.curl}"


def _case(found: ReportedFinding) -> str:
    if not found.curl:
        return f"the contract's own example {found.note!r}" if found.note else ""
    answer = f"answered {found.status}" if found.status else "no answer"
    return f"{found.note}; {answer}" if found.note else answer


def _operation(operation: OperationReport) -> Iterator[str]:
    if operation.left_out:
        return
    head = f"{operation.api}  {operation.id}  {operation.method} {operation.path}"
    yield f"{head}  {operation.word.upper()}, {_plural(operation.exchanges, 'request')}"
    if operation.unproved:
        yield f"  not proved: {operation.unproved}. {_advice(operation)}"
    ordered = sorted(operation.verdicts, key=lambda verdict: _WORSE_FIRST[verdict.word])
    cells = [_cell(verdict) for verdict in ordered]
    half = -(-len(cells) // 2)
    for left, right in zip(cells[:half], [*cells[half:], ""], strict=False):
        yield f"  {left:<{_COLUMN}} {right}".rstrip()


def _cell(verdict: Verdict) -> str:
    match verdict.word:
        case "pass":
            count = str(verdict.passes)
        case "not exercised":
            count = ""
        case _:
            count = f"{verdict.fails} of {verdict.passes + verdict.fails}"
    word = "not seen" if verdict.word == "not exercised" else verdict.word
    return f"{word:<9}{verdict.rule} {count}".rstrip()[:_COLUMN]


def _advice(operation: OperationReport) -> str:
    if "credentials" in operation.unproved:
        return "Give them with --header 'Name: value', or in the contract's environment variables."
    if "404" in operation.unproved:
        return "Give one with --param NAME=VALUE."
    return "Run it again."


def _left_out(report: Report) -> Iterator[str]:
    for operation in report.operations:
        if operation.left_out:
            name = f"{operation.api}  {operation.id}  {operation.method} {operation.path}"
            yield f"{name}  LEFT OUT: {operation.left_out}"


def _examples(report: Report) -> Iterator[str]:
    examples = report.examples
    if examples.passed or examples.failed:
        left = f", {examples.left_out} only shown" if examples.left_out else ""
        failed = f", {examples.failed} fail" if examples.failed else ""
        yield f"documented examples: {examples.passed} pass{failed}{left}"


def _proof(report: Report) -> str:
    """Return the line that proves what was sent."""
    methods = report.tally.methods
    safe = ", ".join(f"{methods.get(name, 0)} {name}" for name in ("GET", "HEAD", "OPTIONS"))
    other = sum(count for name, count in methods.items() if name not in SAFE_METHODS)
    hosts = _plural(len(report.tally.origins), "host")
    size = f"{report.tally.received_bytes / MEGABYTE:.1f} MB"
    word = "sent" if report.is_unsafe else "read-only"
    return f"{word}: {safe}, {other} other; {hosts}; {size}"


def _summary(report: Report) -> str:
    word = "passed" if report.exit_code is ExitCode.OK else "FAILED"
    counts = ", ".join(
        _plural(report.count(severity), name)
        for severity, name in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"))
    )
    tested = [operation for operation in report.operations if not operation.left_out]
    unproved = sum(bool(operation.unproved) for operation in tested)
    extra = f", {unproved} not proved" if unproved else ""
    return (
        f"{word}: {_plural(len(tested), 'operation')}, {counts}{extra}"
        f" ({report.profile}, seed {report.seed}, {report.seconds:.1f} s)"
    )


def _next(report: Report) -> str:
    urls = " ".join(_arguments(report))
    if report.exit_code is ExitCode.OK and report.profile != "full":
        return f"next: contracts check {urls} --profile full"
    if report.exit_code is ExitCode.OK:
        return f"next: contracts check {urls} --report junit=contracts.xml"
    return f"next: contracts check {urls} --format json --output findings.json"


def _arguments(report: Report) -> Sequence[str]:
    return [*(f"{api}={url}" for api, url in report.targets.items()), *report.repeat]


def _wrapped(head: str, text: str) -> str:
    return textwrap.fill(
        text,
        width=WIDTH,
        initial_indent=head,
        subsequent_indent=" " * 16,
        break_long_words=False,
        break_on_hyphens=False,
        max_lines=3,
        placeholder=" …",
    )


def _shortened(text: str) -> str:
    return textwrap.shorten(text, MAX_RULING, placeholder=" …")


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
