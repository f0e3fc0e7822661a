"""The command `contracts selftest`.

Imports nothing heavy before it runs, so that `--help` is quick.
"""

import sys
from json import dumps
from pathlib import Path

import click

from contracts.cli.options import spec_option
from openapi.text.printable import printable, printable_json, printable_lines

EXPLAINED = "explained.yaml"
"""The packaged explanations, beside this module."""


@click.command(short_help="Check the checks with faults of the mock.", params=[spec_option()])
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
    help="YAML that says which mutants and rules are no holes, and why; repeatable.",
)
@click.option("--json", is_flag=True, help="Write JSON.")
def selftest(
    *,
    spec: tuple[Path, ...],
    url: str,
    only: tuple[str, ...],
    explained: tuple[Path, ...],
    json: bool,
) -> None:
    """Check the checks: arm every fault of the mock, and see who notices.

    Prints the kill matrix and the score. Ends with 1 when a fault is not noticed by what must
    notice it, or a rule is triggered by no fault, and no explanation is written down; 2 when the
    test could not run.
    """
    from contracts.http.clock import SystemClock  # noqa: PLC0415
    from contracts.run.settings import PROFILES, CheckSettings  # noqa: PLC0415
    from contracts.selftest import kill_matrix  # noqa: PLC0415 - --help must not wait for it
    from contracts.selftest.runner import SelftestSettings  # noqa: PLC0415
    from contracts.selftest.runner import selftest as run  # noqa: PLC0415

    packaged = Path(__file__).with_name(EXPLAINED)
    plan = SelftestSettings(
        settings=CheckSettings(targets=(), specs=spec, profile=PROFILES["smoke"]),
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
    if json:
        click.echo(printable_json(dumps(document, indent=2)))
    else:
        click.echo(printable_lines(kill_matrix.as_text(matrix)))
    raise SystemExit(0 if matrix.is_complete else 1)
