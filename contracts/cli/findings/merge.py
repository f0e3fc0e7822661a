"""The command `contracts merge`.

Slow imports are made when it runs, so that `--help` is quick.
"""

import os
from typing import Any

import click

from contracts.cli.commands import ContractsCommand
from contracts.cli.config_file import with_config
from contracts.cli.options import FILES, parameters_of
from contracts.run.parallel.merge_settings import MergeSettings
from contracts.run.settings.options import settings_from
from openapi.command_line import examples


@with_config
@click.command(
    cls=ContractsCommand,
    epilog=examples("contracts merge part-*.json --report html=contract.html"),
    short_help="Merge JSON reports of several runs into one.",
    params=[FILES, *parameters_of(MergeSettings)],
)
def merge(**options: Any) -> None:  # noqa: ANN401 - click gives what the options declare
    """Merge the JSON reports of runs that have checked parts of the same documents.

    Each operation is in the result once, and one cause is one finding, as in a single run. Reports
    about other documents, with another profile or of another version are refused. Nothing is sent.

    Exits as a single run would: with 0 if every operation is proved without an error, 1 if there
    are errors or an operation is not proved, 2 if a file cannot be used or a run could not be done,
    130 or 143 if a run was interrupted.
    """
    from contracts.http.clock import SystemClock  # noqa: PLC0415 - --help must not wait for it
    from contracts.reports.formats import append_step_summary, refuse_unwritable, write_report  # noqa: PLC0415
    from contracts.results.baseline import apply_baseline, read_baseline  # noqa: PLC0415
    from contracts.run.parallel.merge_files import merge_files  # noqa: PLC0415

    settings = settings_from(MergeSettings, options, files=options["files"])
    refuse_unwritable(each.path for each in settings.reports)
    known = read_baseline(settings.baseline) if settings.baseline else None
    report = merge_files(settings)
    if known is not None:
        report = apply_baseline(report, known, SystemClock().now().date())
    for each in settings.reports:
        write_report(report, each.format, each.path, is_quiet=settings.is_quiet)
    append_step_summary(report, [each.format for each in settings.reports], os.environ)
    raise SystemExit(int(report.exit_code))
