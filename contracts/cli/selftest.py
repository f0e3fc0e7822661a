"""The command `contracts selftest`.

Slow imports are made when it runs, so that `--help` is quick.
"""

import sys
from json import dumps
from pathlib import Path

import click

from contracts.cli.commands import ContractsCommand
from contracts.cli.config_file import with_config
from contracts.cli.options import click_option
from contracts.run.settings.documents import OVERLAY, SPEC
from openapi.command_line import examples, text_or_json
from openapi.text.printable import printable, printable_json, printable_lines

EXPLAINED = "explained.yaml"  # the packaged file of accepted survivors, beside this module


@with_config
@click.command(
    cls=ContractsCommand,
    epilog=examples("contracts selftest --spec openapi.yaml --only server-error"),
    short_help="Check the checks with faults of the mock.",
    params=[click_option(SPEC), click_option(OVERLAY)],
)
@click.option(
    "--url", default="", metavar="URL", help="A running mock-server.  [default: one is started]"
)
@click.option(
    "--only", multiple=True, metavar="TEXT", help="Only mutants with this in their id; repeatable."
)
@click.option(
    "--explained",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="YAML file of accepted survivors, with reasons; repeatable.",
)
@text_or_json
def selftest(  # noqa: PLR0913 - one parameter for each option
    *,
    spec: tuple[Path, ...],
    overlay: tuple[Path, ...],
    url: str,
    only: tuple[str, ...],
    explained: tuple[Path, ...],
    format: str,  # noqa: A002 - as the option is called
) -> None:
    """Check the checks: arm every fault of the mock, and see which checks notice it.

    Prints the kill matrix and the score. Exits with 1 if a check misses a fault that it must
    notice, or no fault triggers a rule, and --explained does not accept it; 2 if the test could not
    run.
    """
    from contracts.http.clock import SystemClock  # noqa: PLC0415
    from contracts.run.settings.check import CheckSettings  # noqa: PLC0415
    from contracts.run.settings.profiles import PROFILES  # noqa: PLC0415
    from contracts.selftest import kill_matrix  # noqa: PLC0415 - --help must not wait for it
    from contracts.selftest.runner import SelftestSettings  # noqa: PLC0415
    from contracts.selftest.runner import selftest as run  # noqa: PLC0415

    packaged = Path(__file__).with_name(EXPLAINED)
    plan = SelftestSettings(
        settings=CheckSettings(targets=(), specs=spec, overlays=overlay, profile=PROFILES["smoke"]),
        url=url,
        only=only,
        explanations=(*([] if spec else [packaged]), *explained),
    )
    is_shown = sys.stderr.isatty()

    def show(trial: kill_matrix.Trial) -> None:
        if is_shown:
            click.echo(f"\r\x1b[K{printable(trial.mutant.id)}", nl=False, err=True)

    matrix = run(plan, SystemClock(), show)
    if is_shown:
        click.echo("\r\x1b[K", nl=False, err=True)
    document = kill_matrix.as_document(matrix)
    if format == "json":
        click.echo(printable_json(dumps(document, indent=2)))
    else:
        click.echo(printable_lines(kill_matrix.as_text(matrix)))
    raise SystemExit(0 if matrix.is_complete else 1)
