"""The command `mock-server`."""

import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from mock_server.cli.main import main


def run(*words, **environment):
    """Run the command in this process."""
    return CliRunner().invoke(main, words, env=environment)


def test_help_lists_the_commands():
    """`--help` describes the commands and options."""
    result = run("--help")

    assert result.exit_code == 0
    assert "serve" in result.output


def test_help_imports_nothing_heavy():
    """Help is quick because no framework is loaded for it."""
    program = (
        "import sys, click.testing, mock_server.cli.main as c;"
        "click.testing.CliRunner().invoke(c.main, ['serve', '--help']);"
        "print([n for n in ('connexion', 'starlette', 'uvicorn', 'yaml') if n in sys.modules])"
    )
    result = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert result.stdout == "[]\n"


def test_command_opens_the_streams_that_are_closed(monkeypatch):
    """Started without stdout, the command opens one first."""
    monkeypatch.setattr(sys, "stdout", None)
    main(["--version"])
    opened = sys.stdout
    opened.close()

    assert opened.name == os.devnull


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serve", "--prot", "1"], "no such option '--prot'"),
        (["serve", "--port", "x"], "'x' is not a whole number from 0 to 65535"),
        (["serv"], "did you mean 'serve'?"),
        (["serve", "--spec", "/missing.yaml"], "  where    /missing.yaml"),
        (["log", "--url", "http://127.0.0.1:1"], "  where    http://127.0.0.1:1"),
    ],
)
def test_what_cannot_run_ends_with_2(capsys, arguments, words):
    """Errors of the command line have the form of all others: what is wrong, then the facts."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()

    assert (ended.value.code, out) == (2, "")
    assert err.startswith("mock-server")
    assert words.lower() in err.lower()
    assert "\n  hint     " in err


def commands(group, path=()):
    """Yield the path of every command, with those of groups."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(commands(main)), ids=" ".join)
def test_help_of_every_command_has_an_example(path):
    """The help of each command shows a command line to try, on a line of its own."""
    output = run(*path, "--help").output

    assert "\nExamples:\n" in output.replace("  Examples:", "Examples:")
    assert f"\n    mock-server {' '.join(path)}" in output


def test_ctrl_c_while_the_command_starts_ends_as_shells_expect(monkeypatch, capsys):
    """Before the mock listens: exit code 130 and no `Aborted!`, as during the imports."""

    def interrupted(_settings):
        raise KeyboardInterrupt

    monkeypatch.setattr("mock_server.server.document_options.load_documents", interrupted)
    with pytest.raises(SystemExit) as ended:
        main(["serve"])

    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "")
