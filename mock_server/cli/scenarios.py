"""The commands `mock-server scenarios list | verify | export`.

Only click is imported until a command runs: other imports would make `--help` slow.
"""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from mock_server.cli import options
from mock_server.cli.completion import scenario_names
from openapi.command_line import GroupedProgram, examples
from openapi.text.printable import printable, printable_json, printable_lines

EXIT_FINDINGS = 1
EXIT_BAD_SETTINGS = 2

DEFAULT_START = "2026-01-05T12:00:00Z"
"""Start of exported scenarios: always the same, so that exported files do not change."""

_SPECS = options.specs("of the scenarios")


@click.group(cls=GroupedProgram)
def scenarios() -> None:
    """List the scenarios, verify your own, export their states."""


@scenarios.command("list", epilog=examples("mock-server scenarios list --json"))
@_SPECS
@options.overlays
@options.readings
@options.scenario_files
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def list_scenarios(
    *,
    specs: tuple[Path, ...],
    overlays: tuple[Path, ...],
    readings: tuple[str, ...],
    scenario_files: tuple[Path, ...],
    as_json: bool,
) -> None:
    """List the scenarios: what each one shows, how long it takes, which findings it causes."""
    from mock_server.cli import scenario_reports  # noqa: PLC0415 - keeps --help fast
    from openapi.errors import ContractError  # noqa: PLC0415

    try:
        library = scenario_reports.load_library(
            specs, options.parse_pairs("--reading", readings), scenario_files, overlays
        )
    except ContractError as error:
        _fail(error)
    click.echo(
        _json(scenario_reports.listing_json(library))
        if as_json
        else printable_lines(scenario_reports.listing(library))
    )


@scenarios.command(epilog=examples("mock-server scenarios verify my-import.yaml"))
@_SPECS
@options.overlays
@options.readings
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def verify(
    *,
    specs: tuple[Path, ...],
    overlays: tuple[Path, ...],
    readings: tuple[str, ...],
    files: tuple[Path, ...],
) -> None:
    """Check each scenario of FILES by every rule, whenever its state changes.

    Without FILES the packaged scenarios are verified. Exit code 1 if there are findings.
    """
    from mock_server.answers.scenario_faults import (  # noqa: PLC0415 - keeps --help fast
        check_library_faults,
    )
    from mock_server.cli import scenario_reports  # noqa: PLC0415
    from openapi.errors import ContractError  # noqa: PLC0415
    from openapi.rules.expressions import RULES_MISSING, can_evaluate  # noqa: PLC0415

    if not can_evaluate():
        _fail(RULES_MISSING)
    try:
        library = scenario_reports.load_library(
            specs, options.parse_pairs("--reading", readings), files, overlays
        )
        check_library_faults(library)
        text, total = scenario_reports.verification(library, files)
    except ContractError as error:
        _fail(error)
    click.echo(printable_lines(text))
    if total:
        sys.exit(EXIT_FINDINGS)


@scenarios.command(
    epilog=examples("mock-server scenarios export happy-import --at 0s,10s,30s --out states")
)
@_SPECS
@options.overlays
@options.readings
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
@click.option("--seed", default=0, show_default=True, help="Seed of generated values.")
@click.option("--start", default=DEFAULT_START, show_default=True, help="Start time (RFC 3339).")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for one JSON file per state. [default: one JSON object on stdout]",
)
def export(  # noqa: PLR0913 - one parameter for each option
    *,
    specs: tuple[Path, ...],
    overlays: tuple[Path, ...],
    readings: tuple[str, ...],
    scenario_files: tuple[Path, ...],
    name: str,
    at: str,
    identities: tuple[str, ...],
    seed: int,
    start: str,
    out: Path | None,
) -> None:
    """Write the states of scenario NAME as JSON: for Storybook, MSW and fixtures."""
    from mock_server.cli import scenario_reports  # noqa: PLC0415 - keeps --help fast
    from openapi.errors import ContractError  # noqa: PLC0415

    try:
        library = scenario_reports.load_library(
            specs, options.parse_pairs("--reading", readings), scenario_files, overlays
        )
        identity = options.parse_pairs("--identity", identities)
        found = scenario_reports.exported(
            library, name, at=at, identity=identity, seed=seed, start=start
        )
    except ContractError as error:
        _fail(error)
    if out is None:
        click.echo(_json(found))
        return
    try:
        _write(out, found)
    except OSError as error:
        _fail(f"{error.filename or out} cannot be written: {error.strerror}")


def _write(folder: Path, found: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in found.items():
        path = folder / f"{name}.json"
        path.write_text(f"{_json(body)}\n", encoding="utf-8")
        click.echo(f"wrote {printable(str(path))}", err=True)


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON
    return printable_json(json.dumps(value, ensure_ascii=False, indent=2))


def _fail(problem: object) -> NoReturn:
    click.echo(printable_lines(f"mock-server scenarios: {problem}"), err=True)
    sys.exit(EXIT_BAD_SETTINGS)
