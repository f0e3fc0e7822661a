"""The reference of `contracts` names every command, option, check and key of a report."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from contracts.checks.catalogue import CHECKS
from contracts.cli.main import contracts
from contracts.explain.check_explanations import check_explanations
from contracts.reports.json import as_json
from contracts.witnesses.witness import as_document
from tests.contracts.example_report import report
from tests.contracts.witnesses.test_witness import WITNESS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "contracts.md").read_text(encoding="utf-8")
REPORTS = (REFERENCE / "report.md").read_text(encoding="utf-8")


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something, with its whole name."""
    if isinstance(command, click.Group):
        for word, inner in command.commands.items():
            yield from commands(inner, f"{name} {word}")
    else:
        yield name, command


COMMANDS = dict(commands(contracts, "contracts"))
SHARED = "contracts baseline update"
"""Takes the options of `check`, which stand there."""


def headings(level: int) -> set[str]:
    """Return the headings of a level that begin with code."""
    return set(re.findall(rf"^{'#' * level} (`.+)$", PAGE, re.MULTILINE))


def test_every_command_and_check_has_its_heading():
    """And nothing else has one."""
    names = [*COMMANDS, *(check.id for check in CHECKS if check.id != "rules")]

    assert headings(2) == {f"`{name}`" for name in names}


def test_every_option_has_its_heading():
    """Under the name of its command; and nothing else has one."""
    wanted = {
        f"`{max(param.opts, key=len)}` of `{command.name}`"
        for name, command in COMMANDS.items()
        if name != SHARED
        for param in command.params
        if isinstance(param, click.Option)
    }

    assert headings(3) == wanted


@pytest.mark.parametrize(("name", "about"), check_explanations().items())
def test_every_check_says_what_it_rests_on(name, about):
    """The same as `contracts explain` says."""
    section = PAGE.split(f"## `{name}`\n")[1].split("\n#")[0]

    assert f"- Rests on {about.rests_on}.\n" in section
    assert f"- Broken by this: {about.broken}.\n" in section
    assert (f"- Needs {about.needs}.\n" in section) == bool(about.needs)


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
    """Whoever reads a report by a program finds each key in the reference."""
    assert [key for key in document if f"`{key}`" not in REPORTS] == []
