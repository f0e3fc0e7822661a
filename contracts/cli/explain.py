"""The command `contracts explain`.

Slow imports are made when it runs, so that `--help` is quick.
"""

from typing import Any

import click

from contracts.cli.commands import ContractsCommand
from contracts.cli.options import click_option
from contracts.run.settings.documents import OVERLAY, SPEC
from contracts.run.settings.operations import METHOD, OPERATION, PATH, TAG, OperationSettings
from contracts.run.settings.options import read_options
from openapi.command_line import examples
from openapi.text.printable import printable_lines

_CHOOSING = tuple(click_option(option) for option in (OPERATION, TAG, METHOD, PATH))


def _known(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the ids that begin with a text, for the shell."""
    from contracts.explain.explanation import known_ids  # noqa: PLC0415 - --help must not wait
    from openapi.errors import FactsError  # noqa: PLC0415
    from openapi.loading.document import load_contracts  # noqa: PLC0415

    try:
        ids = known_ids(load_contracts(tuple(context.params.get("spec") or ())))
    except (FactsError, OSError):
        return []
    return [each for each in ids if each.startswith(incomplete)]


@click.command(
    cls=ContractsCommand,
    epilog=examples("contracts explain media-type"),
    short_help="Explain a check, a rule or a discrepancy.",
    params=[
        click.Argument(["name"], metavar="[ID]", default="", shell_complete=_known),
        click_option(SPEC),
        click_option(OVERLAY),
        *_CHOOSING,
    ],
)
def explain(*, name: str, **options: Any) -> None:  # noqa: ANN401 - click gives what it declares
    """Explain a check, a rule or a discrepancy; without an ID, list them all.

    Shows what a rule requires, how it is known, where the documents and the contract state it, and
    the smallest change of a documented example that breaks it. With chosen operations, the rules
    are those that judge their answers.
    """
    from dataclasses import replace  # noqa: PLC0415 - --help must not wait for it

    from contracts.explain import explanation  # noqa: PLC0415
    from contracts.http.clock import SystemClock  # noqa: PLC0415
    from contracts.run.selection.operations import chosen_ids  # noqa: PLC0415
    from openapi.loading.document import LoadOptions, load_contracts  # noqa: PLC0415

    settings = OperationSettings(**read_options(OperationSettings, options))
    loaded = load_contracts(settings.specs, options=LoadOptions(overlays=settings.overlays))
    contracts = [
        replace(contract, operations=tuple(o for o in contract.operations if o.id in ids))
        for contract, ids in zip(loaded, chosen_ids(settings, loaded), strict=True)
    ]
    if name:
        click.echo(printable_lines(explanation.explain(name, contracts, SystemClock().now())))
    else:
        click.echo(printable_lines(explanation.list_explanations(contracts)))
    raise SystemExit(0)
