"""Help texts with groups."""

import click
from click.testing import CliRunner

from openapi.command_line import GroupedCommand, GroupedProgram, examples, grouped_help


class _Command(GroupedCommand):
    headings = {"Address": ("--port", "--host"), "Empty": ("--none",)}  # noqa: RUF012 - one test


class _Program(GroupedProgram):
    headings = {"First": ("b",), "Gone": ("removed",)}  # noqa: RUF012 - one test


def help_of(command):
    """Return the help text of a command."""
    return CliRunner().invoke(command, ["--help"]).output


def test_options_are_below_their_headings_and_new_ones_are_not_lost():
    """An option that no group names is listed at the end; a group without options is left out."""
    names = ["--new", "--port"]
    text = help_of(_Command("serve", params=[click.Option([name]) for name in names]))

    assert text.index("Address:") < text.index("--port") < text.index("Others:")
    assert text.index("Others:") < text.index("--new") < text.index("--help")
    assert "Empty" not in text


def test_few_options_have_no_groups():
    """Where all options are in one group, the heading is the usual one."""
    text = help_of(_Command("serve", params=[click.Argument(["file"])]))

    assert "\nOptions:\n  --help" in text
    assert "Others" not in text


def test_commands_are_below_their_headings_and_new_ones_are_not_lost():
    """A command that no group names is listed at the end; one that does not exist is not."""
    program = _Program(commands={name: click.Command(name, help="Does it.") for name in "ab"})
    text = help_of(program)

    assert text.index("First:") < text.index("  b  Does it.") < text.index("Others:")
    assert text.index("Others:") < text.index("  a  Does it.")
    assert "Gone" not in text


def test_examples_are_one_on_each_line():
    """The lines of an example are not joined to a paragraph."""
    text = help_of(click.Command("serve", epilog=examples("serve a", "serve b")))

    assert text.endswith("Examples:\n    serve a\n    serve b\n")


def test_sentence_of_a_command_is_never_cut():
    """A long sentence goes on in the next line; three dots would hide what the command does."""
    sentence = "Does " + "this and " * 20 + "that"
    command = click.Command("a", help=f"{sentence}. And more.")
    text = help_of(GroupedProgram(commands={"a": command}))

    assert sentence in " ".join(text.split())
    assert "..." not in text.replace("[ARGS]...", "")
    assert "\nCommands:\n" in text


def test_ctrl_c_can_be_caught_in_a_command_that_takes_no_signals(monkeypatch):
    """Others have nothing to close before they take signals by themselves."""
    asked = []
    monkeypatch.setattr(grouped_help, "raise_interrupts", lambda: asked.append(1))
    program = GroupedProgram("p")
    program.with_own_signals = frozenset({"serve"})
    for name in ("serve", "lint"):
        program.add_command(click.Command(name, callback=lambda: None))

    program.main(["serve"], standalone_mode=False)
    assert asked == []
    program.main(["lint"], standalone_mode=False)
    assert asked == [1]
