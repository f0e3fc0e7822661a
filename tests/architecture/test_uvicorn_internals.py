"""The names of uvicorn that the mock uses beyond its public interface.

The mock's HTTP protocol is a subclass of uvicorn's. A release of uvicorn that renames or moves one
of these names would still start, and serve wrongly: this is where it shows, and
`pyproject.toml` allows only the releases in which all of them are known to exist.
"""

import asyncio
import tomllib
from importlib.metadata import version
from inspect import signature

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from uvicorn import Config
from uvicorn.protocols.http import httptools_impl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import Server, ServerState

from tests.architecture.files import ROOT

OVERRIDDEN = (
    "_start_asgi_task",
    "connection_lost",
    "connection_made",
    "data_received",
    "on_body",
    "on_headers_complete",
    "on_message_begin",
    "on_message_complete",
    "on_response_complete",
    "pause_writing",
    "resume_writing",
    "timeout_keep_alive_handler",
)
"""Methods that the subclass extends."""

READ = (
    "cycle",
    "flow",
    "headers",
    "loop",
    "pipeline",
    "scheme",
    "scope",
    "timeout_keep_alive",
    "timeout_keep_alive_task",
    "transport",
)
"""Attributes of a connection that the subclass reads or sets."""

OF_A_REQUEST = (
    "disconnected",
    "keep_alive",
    "message_event",
    "response_complete",
    "response_started",
    "scope",
)
"""Attributes of the request that is being answered."""


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_methods_that_are_extended_exist(name):
    """Each method that the mock's protocol extends is one that uvicorn has."""
    assert callable(getattr(HttpToolsProtocol, name, None))


@pytest.mark.parametrize("name", ["main_loop", "shutdown", "startup"])
def test_steps_of_the_server_that_are_replaced_are_called(name):
    """A server starts, waits and ends by the methods that the mock's server replaces."""
    assert name in Server._serve.__code__.co_names  # noqa: SLF001


@pytest.mark.parametrize("method", ["on_headers_complete", "on_response_complete"])
def test_requests_are_started_by_the_method_that_is_extended(method):
    """A request is started by the same method at once and after the one before it."""
    assert "_start_asgi_task" in getattr(HttpToolsProtocol, method).__code__.co_names


def test_request_is_started_with_what_the_mock_expects():
    """The method that starts a request takes the request and the application."""
    start = getattr(HttpToolsProtocol, OVERRIDDEN[0])

    assert list(signature(start).parameters) == ["self", "cycle", "app"]


@pytest.mark.parametrize("name", READ)
def test_attributes_of_a_connection_exist(name):
    """Each attribute of a connection that the mock reads exists from its start."""

    async def application(_scope, _receive, _send):
        """Answer no request."""

    loop = asyncio.new_event_loop()
    config = Config(application, ws="none", log_config=None)
    protocol = HttpToolsProtocol(config, ServerState(), {}, loop)
    loop.close()

    assert hasattr(protocol, name)


@pytest.mark.parametrize("name", OF_A_REQUEST)
def test_attributes_of_a_request_exist(name):
    """Each attribute of a request that the mock reads or sets is one that uvicorn sets."""
    code = RequestResponseCycle.__init__.__code__

    assert name in {*code.co_names, *RequestResponseCycle.__annotations__}


def test_table_of_status_lines_exists():
    """The status lines of finished answers are uvicorn's, as bytes."""
    assert httptools_impl.STATUS_LINE[200] == b"HTTP/1.1 200 OK\r\n"


def test_only_known_releases_are_allowed():
    """The bounds of uvicorn are closed on both sides, and the installed release is inside."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [Requirement(text) for text in project["dependencies"]]
    bounds = next(each.specifier for each in wanted if each.name == "uvicorn")

    assert Version(version("uvicorn")) in bounds
    assert Version("0.40.0") not in bounds  # has no `_start_asgi_task`
    assert Version("0.55.0") not in bounds  # not tried
