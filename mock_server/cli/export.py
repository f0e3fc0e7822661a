"""The command `mock-server export msw`.

Only click is imported until a command runs: other imports would make `--help` slow.
"""

import sys
from pathlib import Path
from typing import NoReturn

import click

from mock_server.cli import options
from openapi.command_line import DocumentPath, GroupedProgram, examples
from openapi.text.printable import printable, printable_lines

EXIT_BAD_SETTINGS = 2


@click.group(cls=GroupedProgram)
def export() -> None:
    """Write the documented answers for tools that need no server."""


@export.command(
    epilog=examples(
        "mock-server export msw openapi.yaml --out src/handlers.js",
    )
)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=DocumentPath())
@options.specs("to export, like FILE")
@options.overlays
@options.readings
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File to write.  [default: stdout]",
)
def msw(
    *,
    files: tuple[Path, ...],
    specs: tuple[Path, ...],
    overlays: tuple[Path, ...],
    readings: tuple[str, ...],
    out: Path | None,
) -> None:
    """Write a JavaScript module with handlers for MSW 2 and later.

    They answer like the documented examples of FILEs (by default the packaged documents);
    `?__example` and `?__code` choose, as with the server.
    """
    from mock_server.answers.msw_export import msw_module  # noqa: PLC0415 - keeps --help fast
    from openapi.errors import ContractError  # noqa: PLC0415
    from openapi.loading.document import LoadOptions, load_contracts  # noqa: PLC0415

    try:
        contracts = load_contracts(
            (*files, *specs),
            readings=options.parse_pairs("--reading", readings),
            options=LoadOptions(overlays=overlays),
        )
        text = msw_module(contracts)
        if out is None:
            click.echo(text, nl=False)
            return
        out.write_text(text, encoding="utf-8")
    except ContractError as error:
        _fail(error)
    except OSError as error:
        _fail(f"{out} cannot be written: {error.strerror}")
    click.echo(f"wrote {printable(str(out))}", err=True)


def _fail(problem: object) -> NoReturn:
    click.echo(printable_lines(f"mock-server export: {problem}"), err=True)
    sys.exit(EXIT_BAD_SETTINGS)
