"""What holds for every page of the console, in a real browser."""

import pytest

from mock_server.asgi.tool_pages.console.page_table import PAGES

TOKEN = "t0ken-of-the-admin"
NAMES = [page.path.removeprefix("./") for page in PAGES]
UNFOLDED = {
    "": "test_start.test_open_contradictions_are_accessible",
    "faults": "test_faults_page.test_page_with_all_open_is_accessible",
    "reference": "test_reference_page.test_open_operation_is_accessible",
}
"""Tests of the same with everything open, by the page."""


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNFOLDED])
def test_page_is_accessible_and_fits(open_page, name):
    """axe-core finds no violation in light, in dark, and at 320 pixels, which are enough."""
    assert open_page(name).complaints() == []


def test_pages_are_reached_by_keyboard(open_page):
    """The first Tab offers to skip the header; the next ones go through the navigation."""
    watched = open_page()
    keyboard, focused = watched.page.keyboard, "document.activeElement.textContent.trim()"
    reached = []
    for _ in range(2 + len(NAMES)):
        keyboard.press("Tab")
        reached.append(watched.page.evaluate(focused))

    assert reached == ["Skip to the content", "Mock console", *(page.title for page in PAGES)]
    keyboard.press("Enter")
    watched.page.wait_for_url(f"**/{NAMES[-1]}")


def test_theme_is_kept(open_page):
    """The switch overrides the system's scheme, also on the next page."""
    watched = open_page(scheme="light")
    page = watched.page
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.select_option("#theme", "dark")
    dark = page.evaluate(background)
    page.click("text=Journal")
    page.wait_for_url("**/journal")

    assert light != dark
    assert page.evaluate(background) == dark


def test_session_is_kept_in_links(open_page, mock):
    """The picked session is in the address, and every page shows the same one."""
    mock.session("tab-1").reset()
    watched = open_page("journal?session=tab-1")
    page = watched.page

    assert page.input_value("#session") == "tab-1"
    page.click("text=Faults")
    page.wait_for_selector("#session")
    assert page.url.endswith("/__console/faults?session=tab-1")


def test_browser_opens_the_console_at_the_root(open_page, mock):
    """The address that the terminal shows leads a browser to the first page."""
    watched = open_page()
    watched.page.goto(mock.url)
    watched.page.wait_for_selector("h1")

    assert watched.page.url == f"{mock.url}/__console/"
    assert watched.page.text_content("h1") == PAGES[0].title


def test_admin_token_is_asked_for_once(open_page, start_mock):
    """With an admin token the page asks for it, and keeps it for the other pages of the tab."""
    server = start_mock(admin_token=TOKEN)
    watched = open_page("sessions", url=server.url, is_drawn=False)
    page = watched.page
    page.fill("#token", TOKEN)
    page.keyboard.press("Enter")
    page.wait_for_selector("#new-name")
    page.goto(f"{server.url}/__console/")
    page.wait_for_selector(".operation")
    watched.expect("401")  # the browser logs each refused call
