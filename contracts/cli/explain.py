"""The command `contracts explain`.

Slow imports are made when it runs, so that `--help` is quick.
"""

from pathlib import Path

import click

from contracts.cli.options import click_option
from contracts.run.settings.documents import OVERLAY, SPEC
from openapi.text.printable import printable_lines


@click.command(
    short_help="Explain a check, a rule or a discrepancy.",
    params=[
        click.Argument(["name"], metavar="[ID]", default=""),
        click_option(SPEC),
        click_option(OVERLAY),
    ],
)
def explain(*, name: str, spec: tuple[Path, ...], overlay: tuple[Path, ...]) -> None:
    """Explain a check, a rule or a discrepancy; without an ID, list them all.

    Shows what a rule requires, how it is known, where the documents and the contract state it, and
    the smallest change of a documented example that breaks it.
    """
    from contracts.explain import explanation  # noqa: PLC0415 - --help must not wait for it
    from contracts.http.clock import SystemClock  # noqa: PLC0415
    from openapi.loading.document import LoadOptions, load_contracts  # noqa: PLC0415

    contracts = load_contracts(spec, options=LoadOptions(overlays=overlay))
    if name:
        click.echo(printable_lines(explanation.explain(name, contracts, SystemClock().now())))
    else:
        click.echo(printable_lines(explanation.list_explanations(contracts)))
    raise SystemExit(0)
