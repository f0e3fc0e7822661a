"""The command `contracts replay`.

Imports nothing heavy before it runs, so that `--help` is quick.
"""

import json
import os
from pathlib import Path

import click


@click.command()
@click.argument("file", metavar="WITNESS", type=click.Path(path_type=Path))
@click.option("--url", default="", help="Where the API is.  [default: where it was seen]")
@click.option(
    "--spec",
    "specs",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="An OpenAPI 3.0 document, in place of the packaged ones; repeatable.",
)
@click.option(
    "--header",
    "headers",
    multiple=True,
    metavar="'NAME: VALUE'",
    help="A credential that the witness leaves out; repeatable.",
)
@click.option(
    "--timeout", default="10s", show_default=True, metavar="10s", help="Patience for one answer."
)
@click.option("--unsafe", is_flag=True, help="Also send requests that could change something.")
@click.option(
    "--allow-production",
    is_flag=True,
    help="Ask servers that a contract marks as production.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def replay(  # noqa: PLR0913  # one argument per option
    *,
    file: Path,
    url: str,
    specs: tuple[Path, ...],
    headers: tuple[str, ...],
    timeout: str,
    unsafe: bool,
    allow_production: bool,
    as_json: bool,
) -> None:
    """Send the requests of a witness again: is the finding still there?

    `contracts check --witnesses DIR` writes witnesses. Ends with 0 when it is fixed, 1 when it is
    still there, 2 when that cannot be said.
    """
    from contracts.clock import SystemClock  # noqa: PLC0415  # --help must not wait for it
    from contracts.credentials import parse_header  # noqa: PLC0415
    from contracts.replaying import Replay  # noqa: PLC0415
    from contracts.replaying import replay as run  # noqa: PLC0415
    from contracts.reports import replayed  # noqa: PLC0415
    from contracts.settings import parse_duration  # noqa: PLC0415
    from contracts.witness import read_witness  # noqa: PLC0415

    witness = read_witness(file)
    done = run(
        Replay(
            witness=witness,
            url=url,
            specs=specs,
            headers=tuple(parse_header(text) for text in headers),
            environ=dict(os.environ),
            timeout_seconds=parse_duration(timeout, "--timeout"),
            is_unsafe=unsafe,
            is_production_allowed=allow_production,
        ),
        SystemClock(),
    )
    document = replayed.as_document(witness, done)
    click.echo(json.dumps(document, indent=2) if as_json else replayed.as_text(witness, done))
    raise SystemExit(int(done.fate))
