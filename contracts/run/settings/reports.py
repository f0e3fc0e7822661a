"""Options about reports: which formats there are, and where each is written."""

from collections.abc import Iterable, Sequence
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
        OptionError: A text is not of the form FORMAT=FILE, there is no such format, or two reports
            go to one file.
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
    _refuse_one_file_for_two(found)
    return found


def _refuse_one_file_for_two(reports: Sequence[ReportFile]) -> None:
    """Refuse two reports in one file, where the later one would replace the other.

    Standard output and devices take several.
    """
    seen: dict[Path, ReportFile] = {}
    for each in reports:
        path = Path(each.path).resolve()
        if each.path == "-" or (path.exists() and not path.is_file()):
            continue
        first = seen.setdefault(path, each)
        if first is not each:
            raise OptionError(
                "two reports go to one file",
                where="--report",
                found=f"{each.path} for {first.format} and {each.format}",
                allowed="a file for each",
            )


def archive_paths(reports: Iterable[ReportFile]) -> tuple[Path, ...]:
    """Return the files for the traffic of a run."""
    return tuple(Path(each.path) for each in reports if each.format == HAR)


def read_reports(name: str, path: str | None, texts: tuple[str, ...]) -> tuple[ReportFile, ...]:
    """Return the reports that `--format`, `--output` and `--report` ask for, in this order.

    Raises:
        OptionError: A value of `--report` cannot be used, or two reports go to one file.
    """
    found = (ReportFile(format=name, path=path or "-"), *read_report_files(texts))
    _refuse_one_file_for_two(found)
    return found
