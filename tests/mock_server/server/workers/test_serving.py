"""Serving with several workers."""

import os
import signal
import socket

import pytest

from mock_server.errors import SettingsError
from mock_server.scenarios.errors import ScenarioError
from mock_server.server.workers.serving import serve_with_workers
from mock_server.settings import Settings
from tests.acceptance.cases import cases


def serve(contracts, settings, **options):
    """Serve until the greeting was said; return what was said."""
    said = []

    def say(text):
        said.append(text)
        os.kill(os.getpid(), signal.SIGTERM)

    serve_with_workers(
        contracts,
        settings,
        2,
        log=None,
        write=said.append,
        notify=say,
        greeting=lambda real: f"port {real.port}",
        **options,
    )
    return said


def test_the_greeting_comes_once_with_the_real_port(packaged):
    """When all workers answer; then a signal ends them."""
    (said,) = serve(packaged, Settings(port=0))

    assert said.startswith("port ")
    assert said != "port 0"


@cases(
    ("settings", "error"),
    {
        "scenario": (Settings(port=0, scenarios=("nonsense",)), ScenarioError),
        "port": (Settings(port=-1), SettingsError),
    },
)
def test_what_cannot_be_served_is_an_error_before_a_worker_starts(packaged, settings, error):
    """The parent finds it, once; and the port is free again."""
    with pytest.raises(error):
        serve(packaged, settings)


def test_a_port_in_use_is_an_error(packaged):
    """As with one process."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings = Settings(port=other.getsockname()[1])
        with pytest.raises(SettingsError, match="in use"):
            serve(packaged, settings)
