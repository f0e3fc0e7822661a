"""How `mock-server log` and `send` find the mock."""

from click.testing import CliRunner

from mock_server.cli.admin_client import AdminClient
from mock_server.cli.main import main
from tests.acceptance.cases import cases


@cases(
    "words, variables, url",
    {
        "none": ((), {}, "http://127.0.0.1:4010"),
        "port": (("--port", "8080"), {}, "http://127.0.0.1:8080"),
        "url": (("--url", "http://mock:1"), {}, "http://mock:1"),
        "variable": ((), {"MOCK_SERVER_PORT": "8080"}, "http://127.0.0.1:8080"),
        "both-variables": (
            (),
            {"MOCK_SERVER_PORT": "8080", "MOCK_SERVER_URL": "http://mock:1"},
            "http://mock:1",
        ),
        "port-first": (
            ("--port", "8080"),
            {"MOCK_SERVER_URL": "http://mock:1"},
            "http://127.0.0.1:8080",
        ),
        "url-first": (("--url", "http://mock:1"), {"MOCK_SERVER_PORT": "8080"}, "http://mock:1"),
    },
)
def test_mock_is_named_by_its_port_as_for_serve(monkeypatch, words, variables, url):
    """`send` and `log` take `--port` and its variable; what is on the command line comes first."""
    called = []
    monkeypatch.setattr(
        AdminClient, "call", lambda client, *_, **__: called.append(client.url) or {}
    )
    result = CliRunner().invoke(main, ["send", "reset", *words], env=variables)

    assert (result.exit_code, called) == (0, [url])


def test_port_and_url_together_are_refused():
    """Two names of a mock contradict each other: exit 2, with what to give."""
    words = ["log", "--port", "1", "--url", "http://127.0.0.1:2"]
    result = CliRunner().invoke(main, words)

    assert result.exit_code == 2
    assert "give --url or --port" in result.stderr


def test_a_url_without_its_option_is_refused_with_the_option():
    """`mock-server log http://…` is an easy slip."""
    result = CliRunner().invoke(main, ["log", "http://127.0.0.1:4610"])

    assert result.exit_code == 2
    assert "(http://127.0.0.1:4610); name a running mock with --url URL" in result.output
