"""The table of all report formats."""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Protocol

from contracts.errors import WRITABLE, ReportError
from contracts.results.report import Report
from contracts.results.whole_file import write_output

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"  # variable with the file for the summary of a step


class Render(Protocol):
    """Renders a report."""

    def __call__(self, report: Report, *, is_quiet: bool = False) -> str:
        """Return the report as text."""


REPORTS: Mapping[str, str] = {
    "text": "contracts.reports.text",
    "json": "contracts.reports.json",
    "junit": "contracts.reports.junit",
    "html": "contracts.reports.html",
    "github": "contracts.reports.platforms.github",
    "sarif": "contracts.reports.platforms.sarif",
    "gitlab": "contracts.reports.platforms.gitlab",
    "markdown": "contracts.reports.platforms.markdown",
}
"""The module of each format, which is imported when a report is written."""


def render_of(format_name: str) -> Render:
    """Return what renders a report in a format."""
    render: Render = import_module(REPORTS[format_name]).render
    return render


def refuse_unwritable(paths: Iterable[str]) -> None:
    """Refuse reports that could not be written, before a run whose results would be lost.

    Raises:
        ReportError: A folder is missing, or may not be written to.
    """
    for path in paths:
        folder = Path(path).parent
        problem = ""
        if path == "-":
            continue
        if not folder.is_dir():
            problem = "there is no such folder"
        elif Path(path).is_dir():
            problem = "it is a folder"
        elif not os.access(Path(path) if Path(path).exists() else folder, os.W_OK):
            problem = "it may not be written to"
        if problem:
            raise ReportError(
                "a report cannot be written", where=path, found=problem, allowed=WRITABLE
            )


def append_step_summary(report: Report, formats: Iterable[str], environ: Mapping[str, str]) -> None:
    """Append the report to the summary of the GitHub step, if annotations were asked for.

    On GitHub's machines, `environ` has the file of the summary.

    Raises:
        ReportError: The file cannot be written.
    """
    path = environ.get(STEP_SUMMARY, "")
    if not path or "github" not in formats:
        return
    try:
        with Path(path).open("a", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(render_of("markdown")(report))
    except OSError as error:
        raise ReportError.of("the summary of the step", f"{STEP_SUMMARY}={path}", error) from error


def write_report(report: Report, format_name: str, path: str, *, is_quiet: bool = False) -> None:
    """Write a report to a file, or to standard output for `-`.

    The traffic (`har`) is not a report in this sense: it was written while it was sent.

    Raises:
        ReportError: The file cannot be written.
    """
    if format_name not in REPORTS:
        return
    if path != "-":
        # A file has no end of the screen.
        report = replace(report, is_verbose=True)
    elif not sys.stdout.isatty():
        # A log or another program has no right margin, and no end of the screen.
        report = replace(report, is_cut=False)
    rendered = render_of(format_name)(report, is_quiet=is_quiet)
    write_output(rendered, path, f"the {format_name} report")
