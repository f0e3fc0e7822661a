"""One Chromium for all tests in a browser; its tabs and one mock for those of the console.

Playwright keeps an event loop in the thread of the tests, so all ends with the last of them. One
worker runs them all (`FAMILIES` of `tests/conftest.py`).
"""

from contextlib import ExitStack

import pytest

from mock_server import MockServer, Settings
from tests.acceptance.browser.watched_page import WatchedPage
from tests.acceptance.commands import PATIENCE
from tests.chromium import CHROMIUM, FLAGS, REASON


@pytest.fixture(scope="package")
def browser():
    """Chromium, steered by Playwright."""
    if CHROMIUM is None:
        pytest.skip(REASON)
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield running
        running.close()


@pytest.fixture(scope="package")
def mock():
    """A mock of the packaged APIs."""
    with MockServer() as server:
        yield server


@pytest.fixture(scope="package")
def tabs():
    """Tabs that no test uses now, each with a profile of its own.

    A new one costs as much as a page, and fetches every script anew.
    """
    return []


@pytest.fixture
def start_mock():
    """Starts mocks with settings of their own, which end after the pages that show them.

    A page whose mock has ended fails to load, and says so in its log.
    """
    with ExitStack() as running:
        yield lambda **options: running.enter_context(MockServer(Settings(port=0, **options)))


@pytest.fixture
def open_page(browser, mock, tabs, start_mock):  # noqa: ARG001 - which is to end later
    """Opens pages of the console; each must keep the browser's log empty until the test ends."""
    mock.reset()
    opened = []

    def open_(name="", *, url=mock.url, width=1280, scheme="light", is_drawn=True):
        page = tabs.pop() if tabs else browser.new_context().new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        opened.append(WatchedPage.open(page, f"{url}/__console/{name}", is_drawn=is_drawn))
        return opened[-1]

    yield open_
    for watched in opened:
        watched.leave()
        watched.page.context.clear_permissions()
        tabs.append(watched.page)
    assert [line for watched in opened for line in watched.unexpected()] == []
