"""The command `contracts replay`.

Imports nothing heavy before it runs, so that `--help` is quick.
"""

import json
import os
from pathlib import Path
from typing import Any

import click

from contracts.cli.options import (
    connection_options,
    connection_settings,
    env_option,
    header_option,
    production_option,
    rate_option,
    spec_option,
    timeout_option,
    unsafe_option,
)


@click.command(short_help="Send a witness again: is it still there?")
@click.argument("file", metavar="WITNESS", type=click.Path(path_type=Path))
@click.option(
    "--url", default="", metavar="URL", help="Where the API is.  [default: where it was seen]"
)
@spec_option
@header_option("A credential that the witness leaves out; repeatable.")
@env_option
@timeout_option
@unsafe_option
@production_option("Ask servers that a contract marks as production.")
@rate_option
@connection_options
@click.option("--json", is_flag=True, help="Write JSON.")
def replay(**options: Any) -> None:  # noqa: ANN401  # click gives what the options declare
    """Send the requests of a witness again: is the finding still there?

    `contracts check --witnesses DIR` writes witnesses. Ends with 0 when it is fixed, 1 when it is
    still there, 2 when that cannot be said.
    """
    from contracts.http.client.limits import RequestBudget  # noqa: PLC0415
    from contracts.http.clock import SystemClock  # noqa: PLC0415  # --help must not wait for it
    from contracts.http.requests.credentials import parse_header  # noqa: PLC0415
    from contracts.reports import replay as replayed  # noqa: PLC0415
    from contracts.run.replay import ReplaySettings  # noqa: PLC0415
    from contracts.run.replay import replay as run  # noqa: PLC0415
    from contracts.run.settings import parse_duration  # noqa: PLC0415
    from contracts.witnesses.witness import read_witness  # noqa: PLC0415
    from openapi.text.printable import printable_json  # noqa: PLC0415

    witness = read_witness(options["file"])
    done = run(
        ReplaySettings(
            witness=witness,
            url=options["url"],
            specs=tuple(options["spec"]),
            headers=tuple(parse_header(text) for text in options["header"]),
            environ=dict(os.environ),
            env=frozenset(options["env"]),
            timeout_seconds=parse_duration(options["timeout"], "--timeout"),
            is_unsafe=options["unsafe"],
            is_production_allowed=options["allow_production"],
            restraint=RequestBudget(per_second=options["rate"]),
            dialing=connection_settings(options),
        ),
        SystemClock(),
        _judge_for(witness.rule),
    )
    if options["json"]:
        click.echo(printable_json(json.dumps(replayed.as_document(witness, done), indent=2)))
    else:
        click.echo(replayed.as_text(witness, done))
    raise SystemExit(int(done.fate))


def _judge_for(rule: str) -> Any:  # noqa: ANN401  # its type is imported late
    """Return what judges by a rule of Schemathesis, imported only for one."""
    if not rule.startswith("schemathesis."):
        return None
    from contracts.fuzz.schemathesis.checks import can_judge, create_second_opinion  # noqa: PLC0415

    return create_second_opinion if can_judge(rule) else None
