"""The mount between the two sides."""

import asyncio

import pytest

from mock_server.asgi.middleware.admin_mount import AdminMount, is_admin_path
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import scope_of


@pytest.fixture
def went():
    """Where requests went."""
    return []


@pytest.fixture
def mount(went):
    """A mount between two applications that record their calls."""

    def side(name):
        async def app(_scope, _receive, _send):
            went.append(name)

        return app

    return AdminMount(side("mock"), admin=side("admin"))


@cases(
    "path, is_admin",
    {
        "root": (b"/__admin", True),
        "below": (b"/__admin/requests", True),
        "double-slash": (b"/__admin//x", True),
        "longer-name": (b"/__administer", False),
        "encoded": (b"/__%61dmin", False),
        "in-a-session": (b"/__session/a/__admin", False),
        "other": (b"/v3", False),
    },
)
def test_admin_paths_are_recognized(path, is_admin):
    """Only paths below `/__admin` belong to the admin API."""
    assert is_admin_path(path) is is_admin


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
