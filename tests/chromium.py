"""Where the tests find a Chromium, and the reason that they give without one."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
"""Chromium without its windows: a page costs a third to a fifth of the computing."""

NAMES = (*SHELLS, "chromium", "chromium-browser", "google-chrome")
"""The names of its command on Debian, on Ubuntu, and of Google's own package."""

DOWNLOADED = (
    "chromium_headless_shell-*/chrome-*linux*/*headless*shell",
    "chromium-*/chrome-linux*/chrome",
)
"""Where Playwright puts them, in its own folder; the folders are named after their build."""

REASON = "there is no Chromium; `make browsers` installs one"
"""What a skipped test says; the last lines of the run count it."""


FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-lcd-text",
    "--renderer-process-limit=1",
    "--in-process-gpu",
    "--js-flags=--single-threaded",
)
"""The flags of a browser whose pictures are not looked at: it computes a fifth less.

Its scripts are compiled and its memory is collected by no threads beside them, which would only
take the cores of other tests.
"""


def find_chromium(environ: Mapping[str, str]) -> str | None:
    """Return the path of a Chromium, installed on the machine or by Playwright, or None."""
    for name in NAMES:
        if found := shutil.which(name, path=environ.get("PATH")):
            return found
    own = environ.get("PLAYWRIGHT_BROWSERS_PATH") or f"{environ.get('HOME')}/.cache/ms-playwright"
    for pattern in DOWNLOADED:
        if installed := sorted(Path(own).glob(pattern)):
            return str(installed[-1])  # the newest one
    return None


def is_shell(chromium: str | None) -> bool:
    """Whether it is one without windows, in which the tests are quickest."""
    return "headless" in Path(chromium or "").name


CHROMIUM = find_chromium(os.environ)
"""The Chromium of this machine."""
