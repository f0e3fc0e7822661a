"""Options about reports: which formats there are, and where each is written."""

from contracts.run.settings.options import Option
from contracts.run.settings.values import ReportFile, parse_report

FORMATS = ("text", "json", "junit", "html", "github")
"""Formats of reports; `contracts.reports.catalogue` has the function that renders each."""

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


def read_report_files(texts: tuple[str, ...]) -> tuple[ReportFile, ...]:
    """Return the reports that the values of `--report` ask for.

    Raises:
        OptionError: A text is not of the form FORMAT=FILE, or there is no such format.
    """
    return tuple(parse_report(text, FORMATS) for text in texts)


def read_reports(name: str, path: str | None, texts: tuple[str, ...]) -> tuple[ReportFile, ...]:
    """Return the reports that `--format`, `--output` and `--report` ask for, in this order.

    Raises:
        OptionError: A value of `--report` cannot be used.
    """
    return (ReportFile(format=name, path=path or "-"), *read_report_files(texts))
