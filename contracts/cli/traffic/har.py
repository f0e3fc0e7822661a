"""The command `contracts har`.

Slow imports are made when it runs, so that `--help` is quick.
"""

import os
from typing import Any

import click

from contracts.cli.commands import ContractsCommand
from contracts.cli.config_file import with_config
from contracts.cli.interrupts import shown_run
from contracts.cli.options import FILES, parameters_of
from contracts.run.settings.har import NOT_HERE, HarSettings
from contracts.run.settings.options import settings_from
from contracts.run.settings.reports import read_reports
from openapi.command_line import examples
from openapi.errors import FactsError


@with_config
@click.command(
    cls=ContractsCommand,
    epilog=examples("contracts har traffic.har --report html=contract.html"),
    short_help="Judge recorded traffic; nothing is sent.",
    params=[FILES, *parameters_of(HarSettings, without=NOT_HERE)],
)
def har(**options: Any) -> None:  # noqa: ANN401 - click gives what the options declare
    """Judge traffic that was recorded by a browser, a proxy or a test: HTTP archives (HAR 1.2).

    Each entry is judged by the operation whose method and path it has, at a documented server, on
    this machine, or at --url. Nothing is sent. Operations without an entry are left out. FILE may
    be `-` for standard input.

    Exits with 0 if every recorded operation is proved without an error, 1 if there are errors, if
    nothing is proved, or if a file could not be read to its end, 2 if a file is no recording.
    """
    from contracts.reports.catalogue import (  # noqa: PLC0415 - --help must not wait for it
        append_step_summary,
        refuse_unwritable,
        write_report,
    )
    from contracts.results.report import Report  # noqa: PLC0415

    wanted = read_reports(options["format"], options["output"], options["report"])
    refuse_unwritable(each.path for each in wanted)
    try:
        report = _run(options)
    except FactsError as error:
        failed = Report(targets={}, profile="recorded", seed=0, error=str(error))
        for each in wanted:
            if not (each.format == "text" and each.path == "-"):
                write_report(failed, each.format, each.path, is_quiet=options["quiet"])
        raise
    for each in wanted:
        write_report(report, each.format, each.path, is_quiet=options["quiet"])
    append_step_summary(report, [each.format for each in wanted], os.environ)
    raise SystemExit(int(report.exit_code))


def _run(options: dict[str, Any]) -> Any:  # noqa: ANN401 - late
    """Return the report, known findings marked."""
    from contracts.results.baseline import (  # noqa: PLC0415 - --help must not wait for it
        apply_baseline,
        read_baseline,
    )
    from contracts.run.recorded.check import check_recordings  # noqa: PLC0415

    settings = settings_from(
        HarSettings,
        options,
        files=options["files"],
        targets=(),
        environ=dict(os.environ),
    )
    known = read_baseline(settings.baseline) if settings.baseline else ()
    with shown_run(is_quiet=settings.is_quiet) as run:
        report = check_recordings(settings, run.clock, run.on_step, interruption=run.interruption)
    return apply_baseline(report, known, run.clock.now().date())
