"""Commands begin by looking for the libraries of the checker."""

import click
import pytest

from contracts.cli import commands
from contracts.cli.main import contracts
from contracts.errors import MissingLibrariesError


def test_commands_of_groups_look_too(monkeypatch):
    """A command in a group, at any depth, refuses to run without the libraries."""

    def refuse():
        raise MissingLibrariesError("not installed")

    ran = []
    inner = click.Command("inner", callback=lambda: ran.append(1))
    commands.with_libraries(click.Group("outer", commands={"inner": inner}))
    monkeypatch.setattr(commands, "require_libraries", refuse)

    with pytest.raises(MissingLibrariesError):
        inner.callback()
    assert ran == []


def test_every_command_of_the_program_looks():
    """No command is forgotten."""
    found = [
        each
        for name in contracts.list_commands(click.Context(contracts))
        for command in [contracts.get_command(click.Context(contracts), name)]
        for each in (command.commands.values() if hasattr(command, "commands") else [command])
    ]

    assert len(found) >= 8
    assert [each.name for each in found if not hasattr(each.callback, "__wrapped__")] == []
