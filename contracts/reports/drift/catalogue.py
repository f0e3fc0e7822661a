"""The table of the formats of a comparison."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from contracts.errors import ReportError
from contracts.reports.drift import json, markdown, text
from contracts.results.drift.comparison import Drift
from contracts.results.whole_file import write_whole


class Render(Protocol):
    """Renders a comparison."""

    def __call__(self, drift: Drift, *, is_quiet: bool = False, is_whole: bool = False) -> str:
        """Return the comparison as text."""


DRIFT_REPORTS: Mapping[str, Render] = {
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
    write_text(rendered, path)


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


def write_text(rendered: str, path: str) -> None:
    """Write a text to a file, or to standard output for `-`.

    Raises:
        ReportError: The file cannot be written.
    """
    if path == "-":
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(rendered.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
        return
    try:
        if Path(path).exists() and not Path(path).is_file():
            Path(path).write_text(rendered, encoding="utf-8", errors="replace", newline="\n")
        else:
            write_whole(Path(path), rendered)
    except OSError as error:
        raise ReportError(
            "this file cannot be written",
            where=path,
            found=error.strerror or type(error).__name__,
            allowed="a file in a folder that exists and can be written to",
        ) from error
