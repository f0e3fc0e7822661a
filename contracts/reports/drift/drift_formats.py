"""The table of the formats of a comparison."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from contracts.errors import ReportError
from contracts.reports.drift import json, markdown, text
from contracts.results.drift.comparison import Drift
from contracts.results.whole_file import write_output


class RenderComparison(Protocol):
    """Renders a comparison."""

    def __call__(self, drift: Drift, *, is_quiet: bool = False, is_whole: bool = False) -> str:
        """Return the comparison as text."""


DRIFT_REPORTS: Mapping[str, RenderComparison] = {
    "text": text.render,
    "json": json.render,
    "markdown": markdown.render,
}


def write_drift(drift: Drift, format_name: str, path: str, *, is_quiet: bool = False) -> None:
    """Write a comparison to a file, or to standard output for `-`.

    Raises:
        ReportError: The file cannot be written.
    """
    rendered = DRIFT_REPORTS[format_name](drift, is_quiet=is_quiet, is_whole=path != "-")
    write_output(rendered, path)


def refuse_existing(path: str) -> None:
    """Refuse to write over a file, which a person may have changed.

    Raises:
        ReportError: There is a file at the path.
    """
    if path != "-" and Path(path).is_file():
        raise ReportError(
            "this file exists, and may have been changed by a person",
            where=path,
            allowed="a file that does not exist",
            hint="name another file, or replace this one with --force",
        )
