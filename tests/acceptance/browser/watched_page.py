"""A page of the console in a browser, its log, and what axe-core says about it."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

AXE = Path(__file__).parents[2] / "vendor" / "axe-core" / "axe.min.js"

NARROW = 320
"""Width of the narrowest screen, in pixels (WCAG 2.2, 1.4.10)."""

READY = "body:not(:has([aria-busy]))"
"""Matches when a page has drawn all of its content."""

# What passes is not described, which would take most of the time.
_CHECK = """axe.run(document, { resultTypes: ["violations"] }).then(found =>
  found.violations.map(each => `${each.id}: ${each.nodes.map(node => node.target).join(", ")}`))"""

_SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(kw_only=True)
class WatchedPage:
    """A page, and all that its browser complains about.

    Attributes:
        page: The page, of Playwright.
        log: Errors, warnings and violations of its policy, as the browser logs them.
        expected: Parts of the complaints that the test is about.
    """

    page: Any
    log: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, page: Any, url: str, *, is_drawn: bool) -> Self:
        """Open a URL in a tab; `is_drawn`: wait until it has drawn its content."""
        watched = cls(page=page)
        page.on("console", watched._record)
        page.on("pageerror", watched._record_error)
        page.goto(url)
        if is_drawn:
            page.wait_for_selector(READY)
        return watched

    def leave(self) -> None:
        """Leave the page, and forget all that it has stored, so that the tab is as new."""
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        # What is still being loaded fails now, and the browser may log that.
        self.page.remove_listener("console", self._record)
        self.page.remove_listener("pageerror", self._record_error)
        self.page.goto("about:blank")

    def _record_error(self, error: Any) -> None:
        self.log.append(str(error))

    def _record(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.log.append(f"{message.type}: {message.text}")

    def expect(self, part: str) -> None:
        """Let the browser complain with this text: it may log it later than the page shows it."""
        self.expected.append(part)

    def unexpected(self) -> list[str]:
        """Return what the browser logged and no test expected."""
        return [line for line in self.log if not any(part in line for part in self.expected)]

    def complaints(self) -> list[str]:
        """Return what axe-core finds in light, in dark and at 320 pixels, and overhanging parts.

        Colours do not depend on the width, nor the rest on the scheme, so two looks show all.
        """
        page, found = self.page, []
        # By the debugger: the page's own policy runs no script that is not the mock's.
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": axe_script()})
        for scheme, width in (("light", 1280), ("dark", NARROW)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            answer = session.send(
                "Runtime.evaluate",
                {"expression": _CHECK, "awaitPromise": True, "returnByValue": True},
            )
            found += [f"{scheme}, {width} px: {each}" for each in answer["result"]["value"]]
        overhang = page.evaluate(_SIDEWAYS)
        return [*found, f"{overhang} px are beside the screen"] if overhang else found


@cache
def axe_script() -> str:
    """Return axe-core's script, which has no result."""
    return f"{AXE.read_text('utf-8')};0"
