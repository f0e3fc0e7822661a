"""The command `contracts har`.

Slow imports are made when it runs, so that `--help` is quick.
"""

import os
from typing import Any

import click

from contracts.cli.commands import ContractsCommand
from contracts.cli.config_file import with_config
from contracts.cli.options import FILES, parameters_of
from contracts.cli.runs import run_reported, shown_run
from contracts.http.interruption import Interruption
from contracts.run.settings.har import NOT_HERE, HarSettings
from contracts.run.settings.options import settings_from
from contracts.run.settings.reports import read_reports
from openapi.command_line import examples


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
    from contracts.results.report import Report  # noqa: PLC0415 - --help must not wait for it

    run_reported(
        lambda interruption: _run(options, interruption),
        Report(targets={}, profile="recorded", seed=0),
        read_reports(options["format"], options["output"], options["report"]),
        is_quiet=options["quiet"],
    )


def _run(options: dict[str, Any], interruption: Interruption) -> Any:  # noqa: ANN401 - late
    """Return the report, known findings marked."""
    from contracts.results.baseline import apply_baseline, read_baseline  # noqa: PLC0415 - --help must not wait for it
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
        report = check_recordings(settings, run.clock, run.on_step, interruption=interruption)
    return apply_baseline(report, known, run.clock.now().date())
