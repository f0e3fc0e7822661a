"""Serving in the foreground."""

import os
import signal

import pytest

from mock_server.cli.serving.serve import print_flushed, serve_until_stopped
from mock_server.errors import MockServerError
from mock_server.server.uvicorn_server import UvicornServer
from mock_server.settings import Settings
from openapi.errors import ContractError
from tests.acceptance.cases import cases


@pytest.fixture(autouse=True)
def handlers():
    """Put the signal handlers back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_server_greets_and_a_signal_ends_it(packaged, number):
    """The startup message has the real URL, and a signal stops the server."""
    said = []

    def say(text):
        said.append(text)
        os.kill(os.getpid(), number)

    serve_until_stopped(packaged, Settings(port=0), notify=say)

    assert len(said) == 1
    assert said[0].startswith("Serving elastic_path, placewise on http://127.0.0.1:")
    assert "http://127.0.0.1:0" not in said[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_that_comes_early_is_not_lost(packaged, monkeypatch, number):
    """A server stops if the signal comes while it starts, before uvicorn handles signals."""
    run = UvicornServer.run

    def stop_at_once(server, **settings):
        os.kill(os.getpid(), number)
        run(server, **settings)

    monkeypatch.setattr(UvicornServer, "run", stop_at_once)
    said = []
    serve_until_stopped(packaged, Settings(port=0), notify=said.append)

    assert len(said) == 1


@cases(
    "settings",
    {
        "scenario": Settings(port=0, scenarios=("nonsense",)),
        "port": Settings(port=-1),
    },
)
def test_what_cannot_be_served_is_said_before_anything_else(packaged, settings):
    """An invalid setting is an error, without a startup message."""
    said = []

    with pytest.raises((MockServerError, ContractError)):
        serve_until_stopped(packaged, settings, notify=said.append)

    assert said == []


def test_greeting_is_written_at_once(capsys):
    """The text goes to stdout as a line of its own."""
    print_flushed("hello")

    assert capsys.readouterr().out == "hello\n"
