"""The command `contracts explain`.

Slow imports are made when it runs, so that `--help` is quick.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from contracts.cli.commands import ContractsCommand
from contracts.cli.config_file import with_config
from contracts.cli.options import click_option
from contracts.run.settings.documents import DOCUMENTS
from contracts.run.settings.operations import METHOD, OPERATION, PATH, TAG, OperationSettings
from contracts.run.settings.options import read_options
from openapi.command_line import examples
from openapi.text.printable import printable_lines


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


@with_config
@click.command(
    cls=ContractsCommand,
    epilog=examples(
        "contracts explain media-type",
        "contracts explain 0123456789ab --report report.json",
    ),
    short_help="Explain a check, a rule, a discrepancy or a finding.",
    params=[
        click.Argument(["name"], metavar="[ID]", default="", shell_complete=_known),
        click.Option(
            ["--report"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="JSON report in which ID is the id of a finding, or its beginning.",
        ),
        *map(click_option, (*DOCUMENTS, OPERATION, TAG, METHOD, PATH)),
    ],
)
def explain(*, name: str, report: Path | None, **options: Any) -> None:  # noqa: ANN401 - click gives what it declares
    """Explain a check, a rule or a discrepancy; without an ID, list them all.

    Shows what a rule requires, how it is known, where the documents and the contract state it, and
    the smallest change of a documented example that breaks it. With chosen operations, the rules
    are those that judge their answers. With --report, ID is a finding: what was found, the
    exchanges that show it, how to send them again, and the explanation of its rule.
    """
    from dataclasses import replace  # noqa: PLC0415 - --help must not wait for it

    from contracts.explain import explanation  # noqa: PLC0415
    from contracts.http.clock import SystemClock  # noqa: PLC0415
    from contracts.run.preparation import load_options  # noqa: PLC0415
    from contracts.run.selection.operations import chosen_ids  # noqa: PLC0415
    from openapi.loading.document import load_contracts  # noqa: PLC0415

    settings = OperationSettings(**read_options(OperationSettings, options))
    loaded = load_contracts(settings.specs, options=load_options(settings))
    contracts = [
        replace(contract, operations=tuple(o for o in contract.operations if o.id in ids))
        for contract, ids in zip(loaded, chosen_ids(settings, loaded), strict=True)
    ]
    if report is not None:
        click.echo(printable_lines(_reported(report, name, contracts)))
    elif name:
        click.echo(printable_lines(explanation.explain(name, contracts, SystemClock().now())))
    else:
        click.echo(printable_lines(explanation.list_explanations(contracts)))
    raise SystemExit(0)


def _reported(report: Path, name: str, contracts: Sequence[Any]) -> str:
    """Return a finding of a report, and the explanation of its rule if that is known here."""
    from contracts.errors import OptionError  # noqa: PLC0415 - --help must not wait for it
    from contracts.explain import explanation, reported  # noqa: PLC0415
    from contracts.http.clock import SystemClock  # noqa: PLC0415
    from openapi.text.printable import printable  # noqa: PLC0415

    found = reported.finding_in(report, name)
    # What a server has sent must not begin a line of its own.
    shown = "\n".join(map(printable, reported.explain_finding(found).split("\n")))
    try:
        rule = explanation.explain(str(found.get("rule")), contracts, SystemClock().now())
    except OptionError:
        rule = f"{found.get('rule')!r} is of no document here; name them with --spec"
    return f"{shown}\n\n{rule}"
