"""The command `mock-server`."""

import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from mock_server.cli.main import main
from tests.acceptance.cases import cases
from tests.acceptance.commands import run_here


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


def test_unreadable_document_is_refused_at_once():
    """A document that cannot be served is reported without importing the framework."""
    program = (
        "import sys, click.testing, mock_server.cli.main as c;"
        "r = click.testing.CliRunner().invoke(c.main, ['serve', '--spec', 'nowhere.yaml']);"
        "print(r.exit_code, [n for n in ('connexion', 'uvicorn') if n in sys.modules])"
    )
    result = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert result.stdout == "2 []\n"


@cases(
    "words, message",
    {
        "pair": (("--reading", "placewise.payload-key"), "is not of the form NAME=VALUE"),
        "pair-without-name": (("--base-path", "=/x"), "is not of the form NAME=VALUE"),
        "port": (("--port", "70000"), "70000"),
        "unknown-option": (("--prot", "1"), "--port"),
        "variable-that-is-not-set": (("--store", ""), "'--store': it is empty"),
    },
)
def test_bad_option_is_said(words, message):
    """An invalid option is a usage error that names it."""
    result = run("serve", *words)

    assert result.exit_code == 2
    assert message in result.output


@cases(
    "words, message",
    {
        "reading": (("--reading", "placewise.payload-ky=plural"), "placewise.payload-key"),
        "spec": (("--spec", "nowhere.yaml"), "nowhere.yaml"),
        "base-path": (("--base-path", "placewize=/x"), "placewise"),
        "host": (("--port", "0", "--host", "192.0.2.1"), "cannot listen"),
        "scenario": (("--scenario", "happy-imprt"), "did you mean 'happy-import'?"),
        "scenario-file": (("--scenarios", "nowhere.yaml"), "nowhere.yaml"),
        "fault": (("--fault", "dely"), "did you mean 'delay'?"),
        "speed": (("--speed", "fast"), "--speed: 'fast' is not a speed"),
        "clock": (("--clock", "soon"), "--clock: 'soon' is not a time"),
        "clock-speed": (("--clock", "x0"), "--clock: '0' is not a speed"),
    },
)
def test_setting_that_cannot_be_met_ends_with_2(words, message):
    """What cannot be served is reported in one block on stderr, without a traceback."""
    result = run("serve", "--port", "0", *words)

    assert result.exit_code == 2
    assert result.stderr.startswith("mock-server: ")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MOCK_SERVER_SPEC", "nowhere.yaml", "nowhere.yaml"),
        ("MOCK_SERVER_READING", "x.y=z", "x.y"),
        ("MOCK_SERVER_BASE_PATH", "unknown=/x", "unknown"),
        ("MOCK_SERVER_HOST", "192.0.2.1", "192.0.2.1"),
        ("MOCK_SERVER_PORT", "70000", "70000"),
        ("MOCK_SERVER_REQUIRE_AUTH", "perhaps", "perhaps"),
    ],
)
def test_every_option_has_a_variable(name, value, message):
    """An option can be given as an environment variable of the same name."""
    result = run("serve", **{name: value})

    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize(
    ("words", "value", "expected"),
    [
        ((), "any", (True, True)),
        (("--require-auth",), "any", (True, False)),
        (("--require-auth=any",), "1", (True, True)),
        ((), "1", (True, False)),
        ((), "", (False, False)),
    ],
)
def test_any_credentials_by_variable(monkeypatch, words, value, expected):
    """The variable of `--require-auth` has the values that the option has."""
    found = []

    def serve(_contracts, settings, **_):
        found.append(settings)

    monkeypatch.setattr("mock_server.cli.serving.serve.serve_until_stopped", serve)
    run("serve", *words, MOCK_SERVER_REQUIRE_AUTH=value)

    assert [(each.is_auth_required, each.accepts_any_credentials) for each in found] == [expected]


@pytest.mark.parametrize("command", ["+30s", "x10", "freeze"])
def test_help_of_the_clock_says_what_it_takes(command):
    """The help names the commands of the clock."""
    assert f"'{command}'" in run("serve", "--help").output


def test_command_opens_the_streams_that_are_closed(monkeypatch):
    """Started without stdout, the command opens one first."""
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    opened = sys.stdout
    opened.close()

    assert ended.value.code == 0
    assert opened.name == os.devnull


def test_misspelt_variable_is_reported_without_its_value():
    """A misspelt variable is reported without its value, which may be a secret."""
    result = run("serve", MOCK_SERVER_AUTH_TOKN="s3cret", MOCK_SERVER_HOST="192.0.2.1")

    assert "MOCK_SERVER_AUTH_TOKN is not a setting; did you mean MOCK_SERVER_AUTH_TOKEN?" in (
        result.output
    )
    assert "s3cret" not in result.output


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


@pytest.mark.parametrize("upstream", ["localhost:8000", ""])
def test_a_proxy_needs_the_url_of_a_server(upstream):
    """What is no URL is refused with what would do; an unset variable starts no plain mock."""
    done = run_here("mock-server", "proxy", "--port", "0", upstream)

    assert done.returncode == 2
    assert "UPSTREAM is not the URL of a server" in done.stderr
    assert "mock-server proxy http://127.0.0.1:8000" in done.stderr


def test_a_proxy_takes_the_options_of_serve():
    """So that no option has to be learnt again."""
    text = run_here("mock-server", "proxy", "--help").stdout

    assert all(
        option in text for option in ("--errors", "--upstream-timeout", "--spec", "--tls-cert")
    )
