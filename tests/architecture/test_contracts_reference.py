"""The reference of `contracts` has every command, option, check and key of a report."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from contracts.checks.all_checks import CHECKS
from contracts.checks.confidence import TRUST
from contracts.cli.main import contracts
from contracts.explain.check_explanations import check_explanations
from contracts.results.merging.report_json import as_json
from contracts.witnesses.witness import as_document
from tests.contracts.example_report import report
from tests.contracts.witnesses.test_witness import WITNESS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "contracts.md").read_text(encoding="utf-8")
REPORTS = (REFERENCE / "report.md").read_text(encoding="utf-8")


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that is not a group, with its whole name."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for word in command.list_commands(context):
            yield from commands(command.get_command(context, word), f"{name} {word}")
    else:
        yield name, command


COMMANDS = dict(commands(contracts, "contracts"))
SHARED = "contracts baseline update"
"""Has the options of `check`, which are described there."""


def headings(level: int) -> set[str]:
    """Return the headings of a level that begin with code."""
    return set(re.findall(rf"^{'#' * level} (`.+)$", PAGE, re.MULTILINE))


def test_every_command_and_check_has_its_heading():
    """Commands and checks have a heading, and there are no others."""
    names = [*COMMANDS, *(check.id for check in CHECKS if check.id != "rules")]

    assert headings(2) == {f"`{name}`" for name in names}


def test_every_option_has_its_heading():
    """Options have a heading with the name of their command, and there are no others."""
    wanted = {
        f"`{max(param.opts, key=len)}` of `{command.name}`"
        for name, command in COMMANDS.items()
        if name != SHARED
        for param in command.params
        if isinstance(param, click.Option) and not param.hidden
    }

    assert headings(3) == wanted


@pytest.mark.parametrize(("name", "about"), check_explanations().items())
def test_every_check_has_its_explanation(name, about):
    """The section of a check has the same facts as `contracts explain`."""
    section = PAGE.split(f"## `{name}`\n")[1].split("\n#")[0]

    assert f"- Rests on {about.rests_on}.\n" in section
    assert f"- Broken by this: {about.broken}.\n" in section
    assert (f"- Needs {about.needs}.\n" in section) == bool(about.needs)
    assert f"- Its findings are {TRUST[name].confidence}: {TRUST[name].reason}.\n" in section


@pytest.mark.parametrize(
    "document",
    [
        as_json(report()),
        as_json(report())["traffic"],
        as_json(report())["operations"][0],
        as_json(report())["operations"][0]["coverage"],
        as_json(report())["operations"][0]["coverage"]["words"][0],
        as_json(report())["findings"][0],
        as_document(WITNESS),
        as_document(WITNESS)["exchanges"][0],
        as_document(WITNESS)["exchanges"][0]["request"],
        as_document(WITNESS)["exchanges"][0]["answer"],
    ],
    ids=[
        "report",
        "traffic",
        "operation",
        "coverage",
        "met",
        "finding",
        "witness",
        "exchange",
        "request",
        "answer",
    ],
)
def test_every_key_is_explained(document):
    """Each key of a report is in the reference."""
    assert [key for key in document if f"`{key}`" not in REPORTS] == []
