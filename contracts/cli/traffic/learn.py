"""The command `contracts learn`.

Slow imports are made when it runs, so that `--help` is quick.
"""

import json
import os
from typing import Any

import click

from contracts.cli.commands import ContractsCommand
from contracts.cli.config_file import with_config
from contracts.cli.options import parameters_of
from contracts.cli.runs import interrupted_by_signals, shown_run
from contracts.http.interruption import Interruption
from contracts.run.settings.options import settings_from
from contracts.run.traffic.settings import NOT_FOR_LEARNING, LearnSettings
from openapi.command_line import examples


@with_config
@click.command(
    cls=ContractsCommand,
    epilog=examples("contracts learn traffic.har --api shop --output shop.yaml"),
    short_help="Propose a document from traffic.",
    params=[
        click.Argument(["sources"], metavar="HAR...|URL", nargs=-1, required=True),
        click.Option(
            ["-o", "--output"],
            metavar="FILE",
            help="Write the document to a file; JSON if its name ends with .json.",
        ),
        click.Option(["--force"], is_flag=True, help="Replace a file that exists."),
        *parameters_of(LearnSettings, without=NOT_FOR_LEARNING),
    ],
)
def learn(**options: Any) -> None:  # noqa: ANN401 - click gives what the options declare
    """Propose an OpenAPI 3.1 document from recorded traffic (HAR), or from a walk along links.

    Paths, parameters, schemas, statuses and examples are those that were seen, each example with
    its source; credentials are named, and their values left out. Rules that always held are in the
    set `learned`, for a person to review.

    Exits with 0 if a document was written, 1 if it is of a part of the recordings only, 2 if there
    is none.
    """
    from contracts.reports.drift.drift_formats import refuse_existing  # noqa: PLC0415
    from contracts.reports.formats import refuse_unwritable  # noqa: PLC0415 - --help is quick
    from contracts.results.whole_file import write_output  # noqa: PLC0415
    from contracts.run.traffic.learn import learn as propose  # noqa: PLC0415
    from openapi.json.yaml_text import yaml_text  # noqa: PLC0415
    from openapi.text.printable import printable  # noqa: PLC0415

    settings = settings_from(
        LearnSettings, options, sources=tuple(options["sources"]), environ=dict(os.environ)
    )
    path = options["output"] or "-"
    if not options["force"]:
        refuse_existing(path)
    refuse_unwritable([path])
    interruption = Interruption()
    with interrupted_by_signals(interruption), shown_run(is_quiet=settings.is_quiet) as run:
        learned = propose(settings, run.clock, run.on_step, interruption)
    is_json = path.lower().endswith(".json")
    text = json.dumps(learned.tree, indent=2) + "\n" if is_json else yaml_text(learned.tree)
    write_output(text, path)
    where = "" if path == "-" else f"; written to {path}"
    for note in () if settings.is_quiet else (*learned.notes, f"{learned.summary}{where}"):
        click.echo(printable(note), err=True)
    raise SystemExit(0 if learned.is_whole else 1)
