"""Settings of `contracts har`."""

from dataclasses import dataclass
from pathlib import Path

from contracts.run.settings.documents import DOCUMENTS
from contracts.run.settings.options import from_option, from_options, options_of
from contracts.run.settings.reports import FORMAT, OUTPUT, REPORT, VERBOSE, read_reports
from contracts.run.settings.run import RunSettings
from contracts.run.settings.server import ServerSettings
from contracts.run.settings.values import ReportFile

NOT_HERE = frozenset(
    {option.name for option in options_of(ServerSettings) if option not in DOCUMENTS}
    | {"wait", "workers"}
)
"""Options about sending and about its targets, which a run that sends nothing does not take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HarSettings(RunSettings):
    """What is read and judged."""

    targets: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()  # the recordings; `-` is standard input
    # Where the APIs were when they were recorded, `[API=]URL`; empty for the documented servers and
    # this machine.
    urls: tuple[str, ...] = from_option(
        "--url",
        is_repeatable=True,
        metavar="[API=]URL",
        help="Where the API was, with its base path; repeatable.  [default: the servers of the "
        "document, and this machine]",
        after="root",
    )
    is_verbose: bool = from_options((VERBOSE,))
    reports: tuple[ReportFile, ...] = from_options((FORMAT, OUTPUT, REPORT), read_reports)
