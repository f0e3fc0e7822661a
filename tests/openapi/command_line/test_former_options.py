"""Tests of options under a former name, in a command of their own."""

import click
import pytest
from click.testing import CliRunner

from openapi.command_line import FormerOption, GroupedProgram, text_or_json


@click.command()
@click.option("--folder", default="here")
@click.option("--dir", cls=FormerOption, name="folder", now="--folder")
@text_or_json
def command(folder, format):  # noqa: A002 - as the option is called
    """Write the values of the options."""
    click.echo(f"{folder} {format}")


def run(*words, **environ):
    """Return what the command writes to standard output, and to standard error."""
    result = CliRunner().invoke(command, words, env=environ, auto_envvar_prefix="IT")
    return result.stdout, result.stderr


@pytest.mark.parametrize(
    ("words", "environ", "shown", "note"),
    [
        ((), {}, "here text\n", ""),
        (("--folder", "x", "--format", "json"), {}, "x json\n", ""),
        (("--dir=x",), {}, "x text\n", "note: --dir is called --folder now.\n"),
        (("--json",), {}, "here json\n", "note: --json is called --format json now.\n"),
        ((), {"IT_DIR": "x"}, "x text\n", "note: --dir is called --folder now.\n"),
        ((), {"IT_JSON": "1"}, "here json\n", "note: --json is called --format json now.\n"),
        ((), {"IT_JSON": "0"}, "here text\n", ""),
        (("--folder", "y"), {"IT_DIR": "x"}, "y text\n", "note: --dir is called --folder now.\n"),
        ((), {"IT_FOLDER": "x", "IT_FORMAT": "json"}, "x json\n", ""),
    ],
)
def test_former_name_works_with_a_note(words, environ, shown, note):
    """Scripts go on, and the new name is in their output."""
    assert run(*words, **environ) == (shown, note)


def test_help_has_the_new_names_only():
    """One word for one idea."""
    text, _ = run("--help")

    assert "--folder" in text
    assert "--dir" not in text
    assert "--json" not in text


@pytest.mark.parametrize(
    "words", [("--folder", "y", "--dir=x"), ("--dir=x", "--folder", "y"), ("--dir=x", "--folder=x")]
)
def test_both_names_at_once_are_refused(words):
    """One of two values would be ignored."""
    out, message = run(*words)

    assert out == ""
    assert "--dir is called --folder now; give --folder alone" in message


@pytest.mark.parametrize("typed", ["--dirr", "--jsn", "--foldr"])
def test_a_former_name_is_never_proposed(typed):
    """Who mistypes an option learns the name that it has now."""
    program = GroupedProgram(commands={"it": command})
    result = CliRunner().invoke(program, ["it", typed, "x"])

    assert result.exit_code == 2
    assert f"No such option '{typed}'." in result.stderr
    assert "--dir'" not in result.stderr
    assert "--json'" not in result.stderr
    assert ("'--folder'" in result.stderr) is (typed == "--foldr")
