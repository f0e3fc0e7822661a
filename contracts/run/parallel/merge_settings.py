"""Settings of `contracts merge`."""

from dataclasses import dataclass
from pathlib import Path

from contracts.errors import OptionError
from contracts.run.settings.options import from_option, from_options
from contracts.run.settings.reports import FORMAT, HAR, OUTPUT, REPORT, read_reports
from contracts.run.settings.values import ReportFile


def _reports(name: str, path: str | None, texts: tuple[str, ...]) -> tuple[ReportFile, ...]:
    found = read_reports(name, path, texts)
    if any(each.format == HAR for each in found):
        raise OptionError(
            "a report has no traffic to write",
            where="--report",
            found="har=FILE",
            allowed="another format",
            hint="let each run write its own with --report har=FILE",
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeSettings:
    """What is merged, and what is written."""

    files: tuple[Path, ...] = ()  # JSON reports
    reports: tuple[ReportFile, ...] = from_options((FORMAT, OUTPUT, REPORT), _reports)
    # File of known findings; None keeps what the runs have accepted.
    baseline: Path | None = from_option(
        "--baseline",
        kind="file",
        metavar="FILE",
        help="Known findings, which fail only when they have expired.",
    )
    is_strict: bool = from_option("--strict", kind="flag", help="Warnings fail the result.")
    is_quiet: bool = from_option(
        "-q", "--quiet", kind="flag", help="Show findings and the result, nothing else."
    )
    is_verbose: bool = from_option(
        "-v", "--verbose", kind="flag", help="Show every finding and operation in full."
    )
