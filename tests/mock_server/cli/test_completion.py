"""What the shell completes."""

from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from contracts.cli.main import contracts
from mock_server.cli.main import main

WAREHOUSE = str(Path(__file__).parents[2] / "fixtures" / "warehouse.yaml")


def completed(program, *words):
    """Return what the last word can be completed to."""
    shell = ShellComplete(program, {}, "program", "_PROGRAM_COMPLETE")
    return [item.value for item in shell.get_completions(list(words[:-1]), words[-1])]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("serve", "--scenario", "happy"), "happy-import"),
        (("scenarios", "export", "happy"), "happy-import"),
        (("send", "scenario", "one-bulk"), "one-bulk-fails"),
        (("serve", "--fault", "server-e"), "server-error"),
        (("send", "fault", "rule.placewise.bulks-n"), "rule.placewise.bulks-not-empty"),
    ],
)
def test_names_of_scenarios_and_faults_are_completed(words, found):
    """The packaged scenarios and faults are offered, and no other text."""
    names = completed(main, *words)

    assert found in names
    assert all(name.startswith(words[-1]) for name in names)


def test_names_are_those_of_the_documents_on_the_command_line():
    """With a document of one's own, its faults are offered."""
    names = completed(main, "serve", WAREHOUSE, "--fault", "rule.")

    assert names
    assert all(name.startswith("rule.warehouse.") for name in names)


def test_document_that_cannot_be_read_offers_nothing(tmp_path):
    """A mistake is reported when the command runs, not while one types."""
    assert completed(main, "serve", str(tmp_path / "none.yaml"), "--fault", "") == []


def test_ids_of_checks_and_rules_are_completed():
    """`contracts explain` offers what it can explain."""
    assert completed(contracts, "explain", "media-t") == ["media-type"]


@pytest.mark.parametrize("program", [main, contracts], ids=["mock-server", "contracts"])
def test_every_command_has_an_example(program):
    """The help of each command ends with a command to try."""

    def commands(group: click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            each = group.get_command(context, name)
            yield from commands(each) if isinstance(each, click.Group) else [each]

    assert [each.name for each in commands(program) if "Examples:" not in (each.epilog or "")] == []
