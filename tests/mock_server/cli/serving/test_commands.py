"""The options of `mock-server serve` and `mock-server proxy`."""

from dataclasses import fields

import click
import pytest
from click.testing import CliRunner

from mock_server.cli.main import main
from mock_server.cli.serving.proxy_command import proxy
from mock_server.settings import Settings
from tests.acceptance.cases import cases


def run(*words, **environment):
    """Run the command in this process."""
    return CliRunner().invoke(main, words, env=environment)


@cases(
    "words, message",
    {
        "pair": (("--reading", "placewise.payload-key"), "is not of the form NAME=VALUE"),
        "pair-without-name": (("--base-path", "=/x"), "is not of the form NAME=VALUE"),
        "port": (("--port", "70000"), "70000"),
        "unknown-option": (("--prot", "1"), "--port"),
        "variable-that-is-not-set": (("--store", ""), "'--store': it is empty"),
        "empty-token": (("--auth-token", ""), "'--auth-token': it is empty"),
        "credentials": (("--require-auth=all",), "'all' is not a kind of credentials; allowed is"),
    },
)
def test_bad_option_is_said(words, message):
    """An invalid option is a usage error that names it."""
    result = run("serve", *words)

    assert result.exit_code == 2
    assert message in result.output


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


def test_every_setting_is_an_option_and_its_variable():
    """A field of the settings is written once as an option; its variable is named like its flag."""
    found = {
        each.name: each for each in proxy.params if isinstance(each, click.Option) and each.envvar
    }
    flags = {
        name: max(each.opts, key=len).removeprefix("--").replace("-", "_").upper()
        for name, each in found.items()
    }

    assert found.keys() - {"workers", "log"} == {each.name for each in fields(Settings)} - {
        "upstream"
    }
    assert {name: each.envvar for name, each in found.items()} == {
        name: f"MOCK_SERVER_{flag}" for name, flag in flags.items()
    }


@pytest.mark.parametrize(
    ("words", "value", "expected"),
    [
        ((), "any", (True, True)),
        (("--require-auth",), "any", (True, False)),
        (("--require-auth=any",), "1", (True, True)),
        (("--require-auth=ANY",), "", (True, True)),
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
