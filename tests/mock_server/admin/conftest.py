"""A mock and its admin API."""

from collections.abc import Callable
from typing import Any

import pytest

from mock_server.asgi.app import Mock, create_mock
from mock_server.settings import Settings
from openapi.json.parsing import dump_json
from tests.mock_server.asgi_client import Answer, ask
from tests.mock_server.manual_time import ManualTime
from tests.mock_server.observed import NOON


@pytest.fixture
def mock(packaged) -> Mock:
    """A mock at noon with a frozen clock."""
    return create_mock(packaged, Settings(), ticker=ManualTime(NOON))


@pytest.fixture
def admin(mock) -> Callable[..., Answer]:
    """Ask the admin API, as a client on this machine does."""

    def call(target: str, *headers: Any, method: str = "", body: Any = None) -> Answer:
        given = {name.lower() for name, _ in headers}
        own = [] if "host" in given else [("Host", "localhost:4010")]
        if body is not None and "content-type" not in given:
            own.append(("Content-Type", "application/json"))
        raw = body if isinstance(body, bytes) else b"" if body is None else dump_json(body)
        verb = method or ("GET" if body is None else "POST")
        return ask(mock.app, f"/__admin{target}", *own, *headers, method=verb, chunks=[raw])

    return call
