"""The command `contracts lint`.

Slow imports are made when it runs, so that `--help` is quick.
"""

from dataclasses import replace
from pathlib import Path

import click

from contracts.cli.commands import ContractsCommand
from contracts.cli.config_file import with_config
from contracts.cli.options import click_option
from contracts.run.settings.documents import MAX_DOCUMENT_BYTES, MAX_DOCUMENT_FILES, OVERLAY, ROOT
from openapi.command_line import DocumentPath, examples

FORMATS = ("text", "json", "sarif", "github")


@with_config
@click.command(
    cls=ContractsCommand,
    epilog=examples("contracts lint openapi.yaml --strict"),
    short_help="List all problems of a document.",
    params=[
        click.Argument(["files"], metavar="FILE...", nargs=-1, required=True, type=DocumentPath()),
        click.Option(
            ["--format"],
            type=click.Choice(FORMATS),
            default="text",
            show_default=True,
            help="What to write to standard output.",
        ),
        click.Option(["--strict"], is_flag=True, help="Warnings fail the run."),
        *map(click_option, (OVERLAY, ROOT, MAX_DOCUMENT_BYTES, MAX_DOCUMENT_FILES)),
    ],
)
def lint(  # noqa: PLR0913 - one parameter for each option
    *,
    files: tuple[Path, ...],
    format: str,  # noqa: A002 - as the option is called
    strict: bool,
    overlay: tuple[Path, ...],
    root: Path | None,
    max_document_bytes: int | None,
    max_document_files: int | None,
) -> None:
    """List all problems of OpenAPI and Swagger 2.0 documents.

    A warning names what is served and judged in another way than it is written; an error says why
    a document, or a part of it, cannot be served. Exits with 1 if there are errors (or warnings,
    with --strict), and with 2 if a file cannot be read.
    """
    from contracts.reports.lint import RENDERERS  # noqa: PLC0415 - --help must not wait for it
    from openapi.contract import Complaint, Severity  # noqa: PLC0415
    from openapi.errors import DocumentError  # noqa: PLC0415
    from openapi.loading.document import LoadOptions, limits_from  # noqa: PLC0415
    from openapi.loading.linting import lint as lint_document  # noqa: PLC0415
    from openapi.loading.overlays import assign_overlays  # noqa: PLC0415
    from openapi.text.fetched_places import shown_place  # noqa: PLC0415

    limits = limits_from(max_document_bytes, max_document_files)
    options = LoadOptions(root=root, limits=limits)
    found: list[Complaint] = []
    overlays = assign_overlays(overlay, files, max_bytes=limits.max_bytes)
    for file in files:
        try:
            own = replace(options, overlays=overlays[file])
            complaints = lint_document(file, own)
            found += [replace(each, file=shown_place(each.file)) for each in complaints]
        except OSError as error:
            raise DocumentError(
                f"{file.name or file.absolute().name} cannot be read",
                where=str(file),
                found=error.strerror or type(error).__name__,
                hint="name a file in this folder"
                if file.is_dir()
                else "check the path and its permissions",
            ) from error
    click.echo(RENDERERS[format](found, [shown_place(str(file)) for file in files]), nl=False)
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    raise SystemExit(int(any(each.severity in bad for each in found)))
