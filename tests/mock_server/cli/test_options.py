"""Options that several of the commands take."""

import click
import pytest
from click.testing import CliRunner

from mock_server.cli import options
from mock_server.cli.main import main
from mock_server.cli.serving.commands import serve


@click.command()
@options.specs("to look at")
@options.readings
@options.scenario_files
def echo(*, specs, readings, scenario_files):
    """Print the values of the options."""
    click.echo(f"{[*map(str, specs)]} {[*readings]} {[*map(str, scenario_files)]}")


def test_options_can_be_repeated():
    """Each collects what it is given, in order."""
    words = ["--spec", "a", "--spec", "b", "--reading", "c=d", "--scenarios", "e"]

    assert CliRunner().invoke(echo, words).output == "['a', 'b'] ['c=d'] ['e']\n"


def test_options_have_the_variables_of_the_server():
    """Environment variables of `mock-server serve` apply to the other commands too."""
    environment = {
        "MOCK_SERVER_SPEC": "a",
        "MOCK_SERVER_READING": "c=d",
        "MOCK_SERVER_SCENARIOS": "e",
    }

    assert CliRunner().invoke(echo, [], env=environment).output == "['a'] ['c=d'] ['e']\n"


def test_help_says_what_the_document_is_for():
    """The help of `--spec` names its use in each command."""
    assert "OpenAPI document to look at; repeatable." in CliRunner().invoke(echo, ["--help"]).output


def test_pairs_are_read():
    """A value may contain equals signs, and the last of a name counts."""
    assert options.parse_pairs("--x", ["a=1", "b==", "a=2"]) == {"a": "2", "b": "="}


@pytest.mark.parametrize("text", ["a", "=a", ""])
def test_what_is_no_pair_is_said(text):
    """A text without a name or without a value names the option and the form."""
    with pytest.raises(click.BadParameter, match="is not of the form NAME=VALUE") as caught:
        options.parse_pairs("--x", [text])

    assert caught.value.param_hint == "--x"


@pytest.mark.parametrize(
    ("text", "is_origin"),
    [
        ("http://localhost:5173", True),
        ("HTTPS://App.example", True),
        ("http://[::1]:5173", True),
        ("chrome-extension://abcdef", True),
        ("null", True),
        ("http://localhost:5173/", False),
        ("http://localhost:5173/app", False),
        ("localhost:5173", False),
        ("*", False),
        ("http://*.example", False),
        ("", False),
    ],
)
def test_what_no_browser_would_send_as_origin_is_refused(text, is_origin):
    """An origin that could never match is reported at start-up."""

    @click.command()
    @click.option("--origin", "origins", multiple=True, callback=options.validate_origins)
    def allow(origins):
        click.echo(f"{[*origins]}")

    result = CliRunner().invoke(allow, ["--origin", text])

    assert (result.output == f"{[text]}\n") is is_origin
    assert ("such as http://localhost:5173" in result.output) is not is_origin


@pytest.mark.parametrize(
    ("text", "host"), [("[::1]", "::1"), ("::1", "::1"), ("127.0.0.1", "127.0.0.1"), ("[", "[")]
)
def test_an_ipv6_address_may_have_the_brackets_of_a_url(text, host):
    """Who copies the host from a URL need not remove them."""
    command = click.Command("serve")
    context = click.Context(command)

    assert options.without_brackets(context, click.Option(["--host"]), text) == host


def test_misspelt_settings_are_found_in_the_environment():
    """Variables that are similar to a setting are reported; those of other programs are not."""
    names = (
        "MOCK_SERVER_PROT",
        "MOCK_SERVER_SPECS",
        "MOCK_SERVER_PORT",
        "MOCK_SERVER_SPEC",
        "MOCK_SERVER_REQUIRE_AUTH",
        "MOCK_SERVER_SERVICE_HOST",
        "MOCK_SERVER_PORT_4010_TCP",
        "PROT",
    )

    assert options.misspelt_variables(names, serve) == {
        "MOCK_SERVER_PROT": "MOCK_SERVER_PORT",
        "MOCK_SERVER_SPECS": "MOCK_SERVER_SPEC",
    }


def test_workers_are_a_number_or_all_cores(monkeypatch):
    """Anything else is refused with what is allowed."""
    context, option = click.Context(main), click.Option(["--workers"])
    monkeypatch.setattr("mock_server.server.workers.refusals.usable_cores", lambda: 3)

    assert [options.parse_workers(context, option, text) for text in ("1", "64", "auto")] == [
        1,
        64,
        3,
    ]
    for text in ("0", "65", "-1", "x", "", "1.5", "9" * 5000):
        with pytest.raises(click.BadParameter, match="not a number from 1 to 64, or auto"):
            options.parse_workers(context, option, text)
