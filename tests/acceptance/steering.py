"""A running mock, asked over HTTP and steered by commands."""

from tests.acceptance.commands import run
from tests.acceptance.raw_socket import exchange, request


def mock_server(mock, *words, **env):
    """Run a command against the running mock."""
    return run("mock-server", *words, env={"MOCK_SERVER_URL": mock.url, **env})


def ask(mock, target, *headers):
    """Send a request to the mock."""
    return exchange(mock.address, request(target, headers=[*headers]))
