"""The mount between the mock, its admin API and its console."""

import asyncio

import pytest

from mock_server.asgi.app import create_app
from mock_server.asgi.middleware.admin_mount import AdminMount
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask, scope_of


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


def test_without_the_admin_api_its_paths_are_the_documents(contract_from):
    """A document of an API below `/__admin` is served there; of another one the answer says so."""
    mine = contract_from("paths: {/__admin/items: {get: {responses: {'200': {description: x}}}}}")
    other = contract_from("paths: {/a: {get: {responses: {'200': {description: x}}}}}")
    off = Settings(is_admin_on=False)

    assert ask(create_app([mine], off), "/__admin/items").status == 200
    assert (
        ask(create_app([other], off), "/__admin/items").header("mock-server-problem") == "admin-off"
    )
