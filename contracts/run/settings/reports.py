"""Options about reports: which formats there are, and where each is written."""

from collections.abc import Iterable
from pathlib import Path

from contracts.errors import OptionError
from contracts.run.settings.options import Option
from contracts.run.settings.values import ReportFile, parse_report

FORMATS = ("text", "json", "junit", "html", "github", "sarif", "gitlab", "markdown")
"""Formats of reports; `contracts.reports.formats` has the function that renders each."""

HAR = "har"  # the traffic of a run, which is written while it is sent
FILE_FORMATS = (*FORMATS, HAR)  # formats of `--report`

FORMAT = Option(
    flags=("--format",),
    choices=FORMATS,
    default="text",
    is_default_shown=True,
    help="What to write to standard output.",
)
OUTPUT = Option(flags=("--output",), metavar="FILE", help="Write that report to a file instead.")
REPORT = Option(
    flags=("--report",),
    is_repeatable=True,
    metavar="FORMAT=FILE",
    help="Write one more report; repeatable.",
)

VERBOSE = Option(
    flags=("-v", "--verbose"),
    kind="flag",
    help="Show every finding and operation in full, on more than one screen.",
    after="quiet",
)


def read_report_files(texts: tuple[str, ...]) -> tuple[ReportFile, ...]:
    """Return the reports that the values of `--report` ask for.

    Raises:
        OptionError: A text is not of the form FORMAT=FILE, or there is no such format.
    """
    found = tuple(parse_report(text, FILE_FORMATS) for text in texts)
    for each in found:
        if each.format == HAR and each.path == "-":
            raise OptionError(
                "the traffic is written while it is sent, so it needs a file",
                where="--report",
                found="har=-",
                allowed="har=FILE",
            )
    return found


def archive_paths(reports: Iterable[ReportFile]) -> tuple[Path, ...]:
    """Return the files for the traffic of a run."""
    return tuple(Path(each.path) for each in reports if each.format == HAR)


def read_reports(name: str, path: str | None, texts: tuple[str, ...]) -> tuple[ReportFile, ...]:
    """Return the reports that `--format`, `--output` and `--report` ask for, in this order.

    Raises:
        OptionError: A value of `--report` cannot be used.
    """
    return (ReportFile(format=name, path=path or "-"), *read_report_files(texts))
