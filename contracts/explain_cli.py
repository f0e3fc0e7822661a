"""The command `contracts explain`.

Imports nothing heavy before it runs, so that `--help` is quick.
"""

from pathlib import Path

import click


@click.command()
@click.argument("name", metavar="[ID]", default="")
@click.option(
    "--spec",
    "specs",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="An OpenAPI 3.0 document, in place of the packaged ones; repeatable.",
)
def explain(*, name: str, specs: tuple[Path, ...]) -> None:
    """Explain a check, a rule or a discrepancy; without an ID, list them all.

    Shows what a rule says, how it is known, where the documents and the contract say it, and the
    smallest change of a documented example that breaks it.
    """
    from contracts import explaining  # noqa: PLC0415  # --help must not wait for it
    from contracts.clock import SystemClock  # noqa: PLC0415
    from openapi.document import load_contracts  # noqa: PLC0415

    contracts = load_contracts(specs)
    if name:
        click.echo(explaining.explain(name, contracts, SystemClock().now()))
    else:
        click.echo(explaining.listing(contracts))
    raise SystemExit(0)
