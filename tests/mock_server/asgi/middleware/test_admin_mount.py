"""The mount between the mock, its admin API and its console."""

import asyncio

import pytest

from mock_server.asgi.middleware.admin_mount import AdminMount
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import scope_of


@pytest.fixture
def went():
    """Where requests went."""
    return []


@pytest.fixture
def mount(went):
    """A mount between three applications that record their calls."""

    def side(name):
        async def app(_scope, _receive, _send):
            went.append(name)

        return app

    return AdminMount(side("mock"), admin=side("admin"), console=side("console"))


@cases(
    "path, side",
    {
        "root": ("/__admin", "admin"),
        "below": ("/__admin/requests", "admin"),
        "double-slash": ("/__admin//x", "admin"),
        "longer-name": ("/__administer", "mock"),
        "encoded": ("/__%61dmin", "mock"),
        "in-a-session": ("/__session/a/__admin", "mock"),
        "console": ("/__console", "console"),
        "console-page": ("/__console/journal", "console"),
        "console-longer-name": ("/__consoles", "mock"),
        "other": ("/v3", "mock"),
    },
)
def test_paths_are_recognized(mount, went, path, side):
    """Only paths below `/__admin` belong to the admin API, and below `/__console` to it."""
    asyncio.run(mount({**scope_of("GET", path), "raw_path": path.encode()}, None, None))

    assert went == [side]


@pytest.mark.parametrize(
    ("scope", "side"),
    [
        (scope_of("GET", "/__admin/health"), "admin"),
        (scope_of("GET", "/v3"), "mock"),
        ({"type": "lifespan"}, "mock"),
    ],
    ids=["admin", "mock", "lifespan"],
)
def test_requests_are_parted(mount, went, scope, side):
    """Each request goes to one application, and lifespan events to the mock."""
    asyncio.run(mount(scope, None, None))

    assert went == [side]
