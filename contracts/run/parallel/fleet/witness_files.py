"""Witnesses that workers write: they travel with the results to the folder of the run."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from contracts.errors import ReportError
from contracts.results.report import Report
from contracts.results.whole_file import write_whole

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}")


def taken_texts(report: Report, folder: Path) -> dict[str, str]:
    """Return the witnesses of a report by file name, and delete them on this machine.

    The folder is where this worker writes witnesses; other files are left alone.
    """
    found: dict[str, str] = {}
    for path in {Path(each.witness) for each in report.findings if each.witness}:
        if path.parent == folder and path.is_file():
            found[path.name] = path.read_text(encoding="utf-8")
            path.unlink()
    return found


def with_placed(report: Report, texts: Mapping[str, str], folder: Path) -> Report:
    """Return a report whose witnesses are in a folder of this machine.

    The report has the paths of the worker, and the texts come from outside. The folder is created
    if there is a witness.

    Raises:
        ReportError: A witness cannot be written.
    """
    placed: dict[str, str] = {}
    for name, text in texts.items():
        if _NAME.fullmatch(name) is None:
            continue
        path = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, text)
        except OSError as error:
            raise ReportError.of("a witness", path, error) from error
        placed[name] = str(path)
    return replace(
        report,
        findings=tuple(
            replace(each, witness=placed.get(Path(each.witness).name, "")) if each.witness else each
            for each in report.findings
        ),
    )
