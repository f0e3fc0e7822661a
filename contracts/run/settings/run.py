"""What a run is about: options about documents, rules and findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from contracts.results.verdict import failing_severities
from contracts.run.settings.operations import OperationSettings
from contracts.run.settings.options import Option, from_option, from_options
from contracts.run.settings.reports import REPORT, read_report_files
from contracts.run.settings.server import WAIT, read_wait
from contracts.run.settings.values import ReportFile, parse_pairs
from openapi.contract import Severity

MAX_WORKERS = 64  # processes of one run at most

FLEET = Option(
    flags=("--fleet",),
    metavar="URL",
    help="Let the workers of `contracts worker` do the run, through this Redis server; give one "
    "with a password in the variable of this option.",
    after="allow_production",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings(OperationSettings):
    """What `check` and `fuzz` share."""

    targets: tuple[str, ...]  # `[API=]URL`, as typed
    readings: Mapping[str, str] = from_option(
        "--reading",
        read=partial(parse_pairs, option="--reading", form="ID=NAME"),
        is_repeatable=True,
        metavar="ID=NAME",
        help="How to read a discrepancy of the documents; repeatable.",
        after="max_document_files",
    )
    rule_sets: frozenset[str] = from_option(
        "--rules",
        read=frozenset,
        is_repeatable=True,
        metavar="SET",
        help="Judge an opt-in set of rules as well, such as lifecycle; repeatable.",
        after="reading",
    )
    wait_seconds: float = from_options((WAIT,), read_wait)
    workers: int = from_option(
        "--workers",
        kind="integer",
        bounds=(1, MAX_WORKERS),
        default=1,
        metavar="N",
        help="Processes that share the work; budgets, pace and report are those of one.",
        after="max_server_errors",
    )
    is_strict: bool = from_option(
        "--strict", kind="flag", help="Warnings fail the run, those about documents too."
    )
    reports: tuple[ReportFile, ...] = from_options((REPORT,), read_report_files)
    min_severity: Severity = from_option(
        "--severity",
        read=Severity,
        choices=("error", "warning", "info"),
        default="info",
        is_default_shown=True,
        help="The least severity that is shown.",
    )
    # Ids of checks and rules that are judged; none means all.
    only: frozenset[str] = from_option(
        "--only",
        read=frozenset,
        is_repeatable=True,
        metavar="RULE",
        help="Judge only this check or rule; repeatable.",
    )
    skip: frozenset[str] = from_option(
        "--skip",
        read=frozenset,
        is_repeatable=True,
        metavar="RULE",
        help="Leave out a check or rule; repeatable.",
    )
    baseline: Path | None = from_option(
        "--baseline",
        kind="file",
        metavar="FILE",
        help="Known findings, which fail only when they have expired.",
    )
    is_quiet: bool = from_option(
        "-q", "--quiet", kind="flag", help="Show findings and the result, nothing else."
    )

    @property
    def failing(self) -> frozenset[Severity]:
        """Severities of findings that fail the run."""
        return failing_severities(is_strict=self.is_strict)
