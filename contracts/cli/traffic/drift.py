"""The command `contracts drift`.

Slow imports are made when it runs, so that `--help` is quick.
"""

import os
from typing import Any

import click

from contracts.cli.commands import ContractsCommand
from contracts.cli.config_file import with_config
from contracts.cli.options import parameters_of
from contracts.cli.runs import interrupted_by_signals, shown_run
from contracts.http.interruption import Interruption
from contracts.run.settings.options import settings_from
from contracts.run.traffic.settings import DRIFT_FORMATS, NEVER_SENT, DriftSettings
from openapi.command_line import examples

OUTPUT = (
    click.Option(
        ["--format"],
        type=click.Choice(DRIFT_FORMATS),
        default="text",
        show_default=True,
        help="What to write to standard output.",
    ),
    click.Option(["--output"], metavar="FILE", help="Write it to a file instead, in full."),
)

HELPS = {
    "spec": "The document whose operations are compared, a file or a URL, if neither side is a "
    "document.  [default: the one that a server offers]",
}
"""Help of options that mean something else here."""


@with_config
@click.command(
    cls=ContractsCommand,
    epilog=examples("contracts drift openapi.yaml https://staging.example/api --fail-on likely"),
    short_help="Compare documents, servers, recordings and reports.",
    params=[
        click.Argument(["a"], metavar="FROM", required=True),
        click.Argument(["b"], metavar="TO", required=True),
        *parameters_of(DriftSettings, without=NEVER_SENT, helps=HELPS),
        *OUTPUT,
    ],
)
def drift(**options: Any) -> None:  # noqa: ANN401 - click gives what the options declare
    """Show what has changed from one side to another, what breaks a front end first.

    FROM and TO are each a document (OpenAPI, Swagger 2.0), the URL of a server, a recording (HAR),
    or two are JSON reports of `contracts check`. FROM is what a front end was written for. Servers
    get documented requests that only read; without a document, links are followed.

    Exits with 0 if nothing has changed as much as --fail-on says, 1 if something has, 2 if a side
    could not be read.
    """
    from contracts.reports.drift.drift_formats import write_drift  # noqa: PLC0415
    from contracts.reports.formats import refuse_unwritable  # noqa: PLC0415 - --help is quick
    from contracts.results.drift.change import is_failing  # noqa: PLC0415
    from contracts.run.traffic.drift import find_drift  # noqa: PLC0415

    settings = settings_from(
        DriftSettings, options, a=options["a"], b=options["b"], environ=dict(os.environ)
    )
    path = options["output"] or "-"
    refuse_unwritable([path])
    interruption = Interruption()
    with interrupted_by_signals(interruption), shown_run(is_quiet=settings.is_quiet) as run:
        found = find_drift(settings, run.clock, run.on_step, interruption)
    write_drift(found, options["format"], path, is_quiet=settings.is_quiet)
    if interruption.is_set:
        raise SystemExit(128 + interruption.signal)
    raise SystemExit(int(any(is_failing(each, settings.fail_on) for each in found.changes)))
