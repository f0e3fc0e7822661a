"""The command `mock-server export msw`.

Only click is imported until a command runs: other imports would make `--help` slow.
"""

from pathlib import Path

import click

from mock_server.cli import options
from openapi.command_line import DocumentPath, GroupedProgram, examples
from openapi.text.printable import printable


@click.group(cls=GroupedProgram)
def export() -> None:
    """Write the documented answers for tools that need no server."""


@export.command(
    epilog=examples(
        "mock-server export msw openapi.yaml --output src/handlers.js",
    )
)
@click.argument("documents", metavar="[FILE]...", nargs=-1, type=DocumentPath())
@options.documents("to export, like FILE")
@options.output("File to write.  [default: stdout]", metavar="FILE", dir_okay=False)
def msw(*, documents: options.Documents, output: Path | None) -> None:
    """Write a JavaScript module with handlers for MSW 2 and later.

    They answer like the documented examples of FILEs (by default the packaged documents);
    `?__example` and `?__code` choose, as with the server.
    """
    from mock_server.answers.msw_export import msw_module  # noqa: PLC0415 - keeps --help fast

    with options.errors_shown("export"):
        text = msw_module(documents.load())
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        options.end("export", f"{output} cannot be written: {error.strerror}")
    click.echo(f"wrote {printable(str(output))}", err=True)
