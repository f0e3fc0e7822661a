"""The summary of a fuzz run: findings, worst first, what was sent, and the next command."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from contracts.reports.printed import printed
from contracts.results.report import ExitCode, Report
from openapi.contract import SAFE_METHODS, Severity
from openapi.text.printable import printable_lines

MAX_FINDINGS = 12


def summary(report: Report, *, corpus: Path, is_quiet: bool) -> str:
    """Return the summary of a run.

    Args:
        report: The run.
        corpus: The folder of the corpus.
        is_quiet: Show only findings and the result.
    """
    report = printed(report)
    lines = [*_findings(report)]
    if not is_quiet:
        lines += [*_operations(report)]
        lines += [f"note  {note}" for note in report.notes]
        lines.append(_proof(report))
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
        if found.witness:
            yield f"         try    contracts replay {shlex.quote(found.witness)}"
        elif found.curl:
            yield f"         try    {found.curl}"
    if len(fresh) > MAX_FINDINGS:
        yield f"and {len(fresh) - MAX_FINDINGS} more: see --json"
    for found in report.findings:
        if found.accepted:
            yield f"known    {found.finding.rule}  ({found.operation}) {found.accepted}"


def _operations(report: Report) -> Iterator[str]:
    for operation in report.operations:
        head = f"{operation.api}  {operation.id}  {operation.method} {operation.path}"
        if operation.skipped_reason:
            yield f"{head}  LEFT OUT: {operation.skipped_reason}"
            continue
        judged = sum(bool(verdict.passes or verdict.fails) for verdict in operation.verdicts)
        yield f"{head}  {operation.exchanges} requests, {judged} rules judged"


def _proof(report: Report) -> str:
    """Return the line that proves what was sent."""
    methods = report.tally.methods
    safe = ", ".join(f"{methods.get(name, 0)} {name}" for name in ("GET", "HEAD", "OPTIONS"))
    other = sum(count for name, count in methods.items() if name not in SAFE_METHODS)
    word = "sent" if report.is_unsafe else "read-only"
    return f"{word}: {safe}, {other} other; {report.tally.received_bytes / 1_000_000:.1f} MB"


def _result(report: Report) -> str:
    word = "FAILED" if report.exit_code is ExitCode.FINDINGS else "passed"
    known = sum(bool(found.accepted) for found in report.findings)
    counts = f"{report.count(Severity.ERROR)} errors, {report.count(Severity.WARNING)} warnings"
    unproved = sum(bool(operation.unverified_reason) for operation in report.operations)
    extra = f", {unproved} not proved" if unproved else ""
    extra += f", {known} known" if known else ""
    return f"{word}: {counts}{extra} (fuzz, seed {report.seed}, {report.seconds:.1f} s)"


def _next(report: Report, corpus: Path) -> str:
    witness = next((found.witness for found in report.findings if found.witness), "")
    if witness:
        return f"next: contracts replay {shlex.quote(witness)}"
    urls = " ".join([*(f"{api}={url}" for api, url in report.targets.items()), *report.repeat])
    return f"next: contracts fuzz {urls} --for 10m --corpus {shlex.quote(str(corpus))}"
