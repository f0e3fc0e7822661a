"""The command `contracts replay`.

Slow imports are made when it runs, so that `--help` is quick.
"""

import json
import os
from pathlib import Path
from typing import Any

import click

from contracts.cli.commands import ContractsCommand
from contracts.cli.config_file import with_config
from contracts.cli.options import parameters_of
from contracts.run.settings.options import read_options
from contracts.run.settings.server import ServerSettings
from openapi.command_line import examples, text_or_json

_NOT_HERE = frozenset({"data", "max_requests", "max_bytes", "max_time", "max_server_errors"})
"""Options of other commands that a replay does not need."""


@with_config
@click.command(
    cls=ContractsCommand,
    epilog=examples("contracts replay witnesses/0123456789ab.json --url http://127.0.0.1:4010"),
    short_help="Send witnesses again: are they still there?",
    params=[
        click.Argument(
            ["files"],
            metavar="WITNESS...",
            nargs=-1,
            required=True,
            type=click.Path(path_type=Path),
        ),
        click.Option(
            ["--url"],
            default="",
            metavar="URL",
            help="Where the API is.  [default: the URL in each witness]",
        ),
        *parameters_of(
            ServerSettings,
            without=_NOT_HERE,
            helps={
                "param": "The API key of a query or cookie that the witness redacts; repeatable.",
                "header": "A header in place of one that the witness redacts; repeatable.",
                "allow_production": "Send to servers that a contract marks as production.",
            },
        ),
    ],
)
@text_or_json
def replay(**options: Any) -> None:  # noqa: ANN401 - click gives what the options declare
    """Send the requests of witnesses again: are the findings still there?

    `contracts check --witnesses DIR` writes witnesses. Exits with 0 if all are fixed, 1 if one is
    still there, else 2 if that is not known of one.
    """
    from contracts.http.clock import SystemClock  # noqa: PLC0415 - --help must not wait for it
    from contracts.reports import replay_report as replayed  # noqa: PLC0415
    from contracts.run.replay import ReplaySettings  # noqa: PLC0415
    from contracts.run.replay import replay as run  # noqa: PLC0415
    from contracts.witnesses.witness import read_witness  # noqa: PLC0415
    from openapi.text.printable import printable_json  # noqa: PLC0415

    # All files are read before a request is sent.
    witnesses = [read_witness(path) for path in options["files"]]
    every: list[Any] = []
    for number, witness in enumerate(witnesses):
        done = run(
            ReplaySettings(
                witness=witness,
                url=options["url"],
                environ=dict(os.environ),
                **read_options(ServerSettings, options),
            ),
            SystemClock(),
            _second_opinion_factory(witness.rule),
        )
        every.append(done)
        if options["format"] != "json":
            click.echo(("\n" if number else "") + replayed.as_text(witness, done))
    if options["format"] == "json":
        shown = replayed.as_documents(witnesses, every)
        click.echo(printable_json(json.dumps(shown, indent=2)))
    elif len(every) > 1:
        click.echo(f"\n{replayed.summary(every)}")
    raise SystemExit(int(replayed.status_of(every)))


def _second_opinion_factory(rule: str) -> Any:  # noqa: ANN401 - its type is imported late
    """Return the factory of a judge by rules of Schemathesis, imported only for such a rule."""
    if not rule.startswith("schemathesis."):
        return None
    from contracts.fuzz.schemathesis.checks import can_judge, create_second_opinion  # noqa: PLC0415

    return create_second_opinion if can_judge(rule) else None
