"""The commands `mock-server scenarios list | verify | export`.

Only click is imported until a command runs: other imports would make `--help` slow.
"""

import json
import sys
from pathlib import Path
from typing import Any

import click

from mock_server.cli import options
from mock_server.cli.completion import scenario_names
from openapi.command_line import DocumentPath, GroupedProgram, examples, text_or_json
from openapi.text.printable import printable, printable_json, printable_lines

EXIT_FINDINGS = 1

DEFAULT_START = "2026-01-05T12:00:00Z"  # always the same, so that files do not change

_DOCUMENTS = options.documents("of the scenarios")


@click.group(cls=GroupedProgram)
def scenarios() -> None:
    """List the scenarios, verify your own, export their states."""


@scenarios.command("list", epilog=examples("mock-server scenarios list --format json"))
@click.argument("documents", metavar="[FILE]...", nargs=-1, type=DocumentPath())
@_DOCUMENTS
@options.scenario_files
@text_or_json
def list_scenarios(
    *,
    documents: options.Documents,
    scenario_files: tuple[Path, ...],
    format: str,  # noqa: A002 - as the option is called
) -> None:
    """List the scenarios: what each one shows, how long it takes, which findings it causes.

    They are those of FILEs, by default of the packaged documents.
    """
    from mock_server.cli import scenario_reports  # noqa: PLC0415 - keeps --help fast
    from mock_server.scenarios.library import Library  # noqa: PLC0415

    with options.errors_shown("scenarios"):
        library = Library.load(documents.load(), scenario_files)
    listing = printable_lines(scenario_reports.listing(library))
    if format != "json" and not listing:
        click.echo("No document has scenarios; --scenarios adds files of your own.", err=True)
        return
    click.echo(_json(scenario_reports.listing_json(library)) if format == "json" else listing)


@scenarios.command(epilog=examples("mock-server scenarios verify my-import.yaml"))
@_DOCUMENTS
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def verify(
    *,
    documents: options.Documents,
    files: tuple[Path, ...],
) -> None:
    """Check each scenario of FILES by every rule, whenever its state changes.

    Without FILES the packaged scenarios are verified. Exit code 1 if there are findings.
    """
    from mock_server.answers.scenario_faults import check_library_faults  # noqa: PLC0415 - keeps --help fast
    from mock_server.cli import scenario_reports  # noqa: PLC0415
    from mock_server.scenarios.library import Library  # noqa: PLC0415
    from openapi.rules.expressions import RULES_MISSING, can_evaluate  # noqa: PLC0415

    if not can_evaluate():
        options.end("scenarios", RULES_MISSING)
    with options.errors_shown("scenarios"):
        library = Library.load(documents.load(), files)
        check_library_faults(library)
        text, total = scenario_reports.verification(library, files)
    click.echo(printable_lines(text))
    if total:
        sys.exit(EXIT_FINDINGS)


@scenarios.command(
    epilog=examples("mock-server scenarios export happy-import --at 0s,10s,30s --output states")
)
@_DOCUMENTS
@options.scenario_files
@click.argument("name", shell_complete=scenario_names)
@click.option(
    "--at",
    default="0s",
    show_default=True,
    help="Times after the start, such as 0s,10s,30s.",
)
@click.option(
    "--identity",
    "identities",
    multiple=True,
    metavar="NAME=VALUE",
    help="Parameter that identifies the resource; repeatable. [default: the documented one]",
)
@options.of_setting("seed")
@click.option("--start", default=DEFAULT_START, show_default=True, help="Start time (RFC 3339).")
@options.output(
    "Folder for one JSON file per state. [default: one JSON object on stdout]", file_okay=False
)
def export(  # noqa: PLR0913 - one parameter for each option
    *,
    documents: options.Documents,
    scenario_files: tuple[Path, ...],
    name: str,
    at: str,
    identities: tuple[str, ...],
    seed: int,
    start: str,
    output: Path | None,
) -> None:
    """Write the states of scenario NAME as JSON: for Storybook, MSW and fixtures."""
    from mock_server.cli import scenario_reports  # noqa: PLC0415 - keeps --help fast
    from mock_server.scenarios.library import Library  # noqa: PLC0415

    _refuse_file(output)
    with options.errors_shown("scenarios"):
        library = Library.load(documents.load(), scenario_files)
        identity = options.parse_pairs("--identity", identities)
        found = scenario_reports.exported(
            library, name, at=at, identity=identity, seed=seed, start=start
        )
    if output is None:
        click.echo(_json(found))
        return
    try:
        _write(output, found)
    except OSError as error:
        options.end("scenarios", f"{error.filename or output} cannot be written: {error.strerror}")


def _refuse_file(output: Path | None) -> None:
    """Refuse a path that is meant as a file (click.BadParameter)."""
    if output is not None and output.suffix.lower() == ".json" and not output.is_dir():
        message = (
            f"{str(output)!r} looks like a file; it is the folder for one JSON file per state, "
            "such as states. Without it, one JSON object is written to stdout"
        )
        raise click.BadParameter(message, param_hint="'--output'")


def _write(folder: Path, found: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in found.items():
        path = folder / f"{name}.json"
        path.write_text(f"{_json(body)}\n", encoding="utf-8")
        click.echo(f"wrote {printable(str(path))}", err=True)


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON
    return printable_json(json.dumps(value, ensure_ascii=False, indent=2))
