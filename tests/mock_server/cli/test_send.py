"""The commands `mock-server send …`, without a network."""

import json

import pytest
from click.testing import CliRunner

from mock_server.cli.admin_client import AdminClient
from mock_server.cli.main import main
from tests.acceptance.cases import cases


@pytest.fixture
def sent(monkeypatch):
    """The calls that are sent to a mock, in order: method, path, query or body."""
    calls = []

    def call(_client, method, path, *, query=None, body=None):
        given = body if body is not None else query
        calls.append(
            (method, path, {name: value for name, value in given.items() if value is not None})
        )
        return {}

    monkeypatch.setattr(AdminClient, "call", call)
    return calls


@cases(
    "words, method, path, content",
    {
        "arm": (("fault", "delay"), "POST", "/faults", {"fault": "delay"}),
        "arm-one": (
            ("fault", "delay", "--session", "a"),
            "POST",
            "/faults",
            {"fault": "delay", "session": "a"},
        ),
        "armed": (("fault",), "GET", "/faults", {}),
        "disarm": (
            ("fault", "delay", "--off"),
            "DELETE",
            "/faults",
            {"fault": "delay"},
        ),
        "time": (("clock",), "GET", "/clock", {}),
        "freeze": (("clock", "freeze"), "PUT", "/clock", {"frozen": True}),
        "run": (("clock", "run"), "PUT", "/clock", {"frozen": False}),
        "real": (("clock", "real"), "PUT", "/clock", {"real": True}),
        "advance": (("clock", "+1m30s"), "PUT", "/clock", {"advance": 90.0}),
        "speed": (("clock", "x0.5"), "PUT", "/clock", {"speed": 0.5}),
        "set": (
            ("clock", "2026-11-21T20:00:00Z"),
            "PUT",
            "/clock",
            {"time": "2026-11-21T20:00:00Z"},
        ),
        "play": (("scenario", "no-jobs"), "PUT", "/scenarios", {"scenario": "no-jobs"}),
        "restart": (("scenario", "--restart"), "POST", "/scenarios/reset", {}),
        "stop": (("scenario", "--off"), "DELETE", "/scenarios", {}),
        "reset": (("reset", "--session", ""), "POST", "/reset", {"session": ""}),
    },
)
def test_command_is_one_call(sent, words, method, path, content):
    """A command sends the call that the reference of the admin API describes."""
    result = CliRunner().invoke(main, ["send", *words])

    assert result.exit_code == 0, result.output
    assert sent[0] == (method, path, content)
    json.dumps(content)


@pytest.mark.parametrize("words", [("send", "fault"), ("send", "reset"), ("log",)])
def test_a_name_that_no_session_can_have_is_refused_in_words(sent, words):
    """The message says which characters are allowed, and nothing is sent."""
    result = CliRunner().invoke(main, [*words, "--session", "a b"])

    assert (result.exit_code, sent) == (2, [])
    assert "'a b' is not a session name; allowed are 1 to 80 letters, digits" in result.output


def test_contradictory_options_are_refused(sent):
    """`--off` with a name is a usage error, and nothing is sent."""
    result = CliRunner().invoke(main, ["send", "scenario", "no-jobs", "--off"])

    assert (result.exit_code, sent) == (2, [])


def test_misspelt_command_names_the_nearest():
    """A misspelt command is a usage error with the nearest one."""
    result = CliRunner().invoke(main, ["send", "fualt"])

    assert result.exit_code == 2
    assert "'fault'" in result.output


@pytest.mark.parametrize("words", ["fault delay", "clock freeze", "scenario happy-import", "reset"])
def test_address_without_its_option_is_refused_with_the_option(words):
    """A user who writes the address behind the name learns how it is given, as with `log`."""
    result = CliRunner().invoke(main, ["send", *words.split(), "http://127.0.0.1:4010"])

    assert result.exit_code == 2
    assert "name a running mock with --url URL or --port PORT" in result.output
