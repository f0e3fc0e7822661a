"""The summary of a fuzz run: findings, worst first, what was sent, and the next command."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from contracts.reports.printed import printed
from contracts.reports.text import proof_line, repeated_arguments
from contracts.reports.text_findings import commands, known_line
from contracts.results.report import ExitCode, Report
from openapi.contract import Severity
from openapi.text.listing import counted
from openapi.text.printable import printable_lines

MAX_FINDINGS = 12


def summary(report: Report, *, corpus: Path, is_quiet: bool) -> str:
    """Return the summary of a run.

    The corpus is a folder. If quiet, only findings and the result are shown.
    """
    report = printed(report)
    lines = [*_findings(report)]
    if not is_quiet:
        lines += [*_operations(report)]
        lines += [f"note  {note}" for note in report.notes]
        lines.append(proof_line(report))
    lines.append(_result(report))
    if not is_quiet:
        lines.append(_next(report, corpus))
    return printable_lines("\n".join(lines) + "\n")


def _findings(report: Report) -> Iterator[str]:
    fresh = [found for found in report.findings if not found.accepted]
    for found in fresh[:MAX_FINDINGS]:
        finding = found.finding
        yield f"{finding.severity.value:<7}  {finding.rule}  ({found.operation}) (x{found.count})"
        yield f"         {finding.message}"
        yield from commands(found)
    if len(fresh) > MAX_FINDINGS:
        yield f"and {len(fresh) - MAX_FINDINGS} more: see --format json"
    for found in report.findings:
        if found.accepted:
            yield known_line(found)


def _operations(report: Report) -> Iterator[str]:
    for operation in report.operations:
        head = f"{operation.api}  {operation.id}  {operation.method} {operation.path}"
        if operation.skipped_reason:
            yield f"{head}  LEFT OUT: {operation.skipped_reason}"
            continue
        judged = sum(bool(verdict.passes or verdict.fails) for verdict in operation.verdicts)
        yield f"{head}  {operation.exchanges} requests, {judged} rules judged"


def _result(report: Report) -> str:
    word = "FAILED" if report.exit_code is ExitCode.FINDINGS else "passed"
    word = "INTERRUPTED" if report.stop_signal else word
    known = sum(bool(found.accepted) for found in report.findings)
    errors = counted(report.count(Severity.ERROR), "error")
    counts = f"{errors}, {counted(report.count(Severity.WARNING), 'warning')}"
    unproved = sum(bool(operation.unverified_reason) for operation in report.operations)
    extra = f", {unproved} not proved" if unproved else ""
    extra += f", {known} known" if known else ""
    return f"{word}: {counts}{extra} (fuzz, seed {report.seed}, {report.seconds:.1f} s)"


def _next(report: Report, corpus: Path) -> str:
    replay = next((found.replay_command for found in report.findings if found.witness), "")
    if replay:
        return f"next: {replay}"
    arguments = repeated_arguments(report)
    return f"next: contracts fuzz {arguments} --for 10m --corpus {shlex.quote(str(corpus))}"
