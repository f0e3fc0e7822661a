"""The table of all report formats."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from contracts.errors import ReportError
from contracts.report import Report
from contracts.reports import github, html, json, junit, text


class Render(Protocol):
    """Lays out a report."""

    def __call__(self, report: Report, *, is_quiet: bool = False) -> str:
        """Return the report as text."""


REPORTS: Mapping[str, Render] = {
    "text": text.render,
    "json": json.render,
    "junit": junit.render,
    "html": html.render,
    "github": github.render,
}


def write_report(report: Report, format_name: str, path: str, *, is_quiet: bool = False) -> None:
    """Write a report to a file, or to standard output for `-`.

    Raises:
        ReportError: The file cannot be written.
    """
    rendered = REPORTS[format_name](report, is_quiet=is_quiet)
    if path == "-":
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(rendered.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
        return
    try:
        Path(path).write_text(rendered, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ReportError(
            f"the {format_name} report cannot be written",
            where=path,
            found=error.strerror or type(error).__name__,
            allowed="a file in a folder that exists and can be written to",
        ) from error
