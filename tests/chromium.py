"""Where the tests find a Chromium, and the reason that they give without one."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""The names of its command on Debian, on Ubuntu, and of Google's own package."""

REASON = "there is no Chromium; `make browsers` installs one"
"""What a skipped test says; the last lines of the run count it."""


def find_chromium(environ: Mapping[str, str]) -> str | None:
    """Return the path of a Chromium, installed on the machine or by Playwright, or None."""
    for name in NAMES:
        if found := shutil.which(name, path=environ.get("PATH")):
            return found
    own = environ.get("PLAYWRIGHT_BROWSERS_PATH") or f"{environ.get('HOME')}/.cache/ms-playwright"
    # The newest one last: the folders are named after its build.
    installed = sorted(Path(own).glob("chromium-*/chrome-linux*/chrome"))
    return str(installed[-1]) if installed else None


CHROMIUM = find_chromium(os.environ)
"""The Chromium of this machine."""
