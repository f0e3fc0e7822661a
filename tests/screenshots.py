"""Makes the pictures of the documentation: `make screenshots`.

A mock of the packaged documents runs in this process, and Chromium shows the pages of the console.
The clock of the mock is frozen at a fixed time, so that the same pages give the same pictures.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mock_server import MockServer
from mock_server.settings import Settings
from tests.chromium import CHROMIUM, REASON

DOCS = Path(__file__).parents[1] / "docs"

MAX_BYTES = 150_000
"""Size of one picture, so that the first page of the repository loads fast."""

SESSION = "tab-1"
SCENARIO = "placewise/happy-import"
MOMENT = 12.5
START = "2026-01-05T12:00:00Z"
PORT = 4010


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A page as it is shown.

    Attributes:
        page: Its address below the console.
        height: Of the window, in pixels; all are 1200 wide.
        scheme: `light` or `dark`.
        prepare: What is done on the page before the picture is taken.
    """

    page: str
    height: int
    scheme: str = "light"
    prepare: Callable[[Any], None] = lambda _: None


def _unfold(page: Any) -> None:
    """Unfold a contradiction with a choice of readings, and scroll to it."""
    row = page.locator(".fields > li", has=page.locator("code", has_text="payloads")).first
    row.locator("summary").first.click()
    row.evaluate("node => scrollTo(0, node.getBoundingClientRect().top + scrollY - 60)")


PICTURES = {
    "console-timeline": Picture(page=f"sessions?session={SESSION}", height=1010),
    "console-fields": Picture(
        page=f"?session={SESSION}#placewise%2FshowMembersImportStatus",
        height=700,
        scheme="dark",
        prepare=_unfold,
    ),
}
"""The pictures by the name of their file."""


def prepare(server: MockServer) -> None:
    """Bring the shown session to its moment."""
    session = server.session(SESSION)
    session.select_scenario("happy-import")
    session.clock.freeze()
    session.clock.set(START)

    def move(controls: Any) -> None:
        controls.move_to(controls.find_scenario(SCENARIO), MOMENT, SESSION)

    server._call(move)  # noqa: SLF001 - what the console does by the admin API


def take(browser: Any, server: MockServer, picture: Picture, target: Path) -> int:
    """Take a picture, and return its size in bytes."""
    context = browser.new_context(
        viewport={"width": 1200, "height": picture.height}, color_scheme=picture.scheme
    )
    page = context.new_page()
    page.goto(f"{server.url}/__console/{picture.page}")
    page.wait_for_selector("body:not(:has([aria-busy]))")
    picture.prepare(page)
    page.wait_for_timeout(500)  # the canvas is drawn in the next frame
    page.screenshot(path=str(target))
    context.close()
    return target.stat().st_size


def main() -> int:
    """Make all pictures; return 1 if one is too large."""
    if CHROMIUM is None:
        sys.stderr.write(f"{REASON}\n")
        return 2
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - takes long

    is_small = True
    with MockServer(Settings(port=PORT)) as server, sync_playwright() as playwright:
        prepare(server)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, picture in PICTURES.items():
            size = take(browser, server, picture, DOCS / f"{name}.png")
            is_small = is_small and size <= MAX_BYTES
            sys.stdout.write(f"docs/{name}.png  {size} bytes\n")
        browser.close()
    return 0 if is_small else 1


if __name__ == "__main__":
    sys.exit(main())
