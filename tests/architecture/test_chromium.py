"""Tests in a browser run where there is a Chromium, and are counted where there is none."""

from types import SimpleNamespace

import pytest

from tests.chromium import NAMES, REASON, SHELLS, find_chromium, is_shell
from tests.conftest import browser_line


@pytest.mark.parametrize("name", NAMES)
def test_an_installed_chromium_is_found(tmp_path, name):
    """Whatever its package calls it."""
    command = tmp_path / name
    command.touch(mode=0o755)

    assert find_chromium({"PATH": str(tmp_path)}) == str(command)


def test_the_newest_chromium_of_playwright_is_found(tmp_path):
    """What `playwright install` has downloaded is used where the machine has no other."""
    for build in ("1100", "1200"):
        folder = tmp_path / f"chromium-{build}" / "chrome-linux"
        folder.mkdir(parents=True)
        (folder / "chrome").touch()
    environ = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}

    assert find_chromium(environ) == str(tmp_path / "chromium-1200" / "chrome-linux" / "chrome")
    assert find_chromium({"PATH": str(tmp_path), "HOME": str(tmp_path)}) is None


def test_a_chromium_without_windows_is_preferred(tmp_path):
    """A page costs it a third of the computing, on the machine and in Playwright's folder."""
    for name in NAMES:
        (tmp_path / name).touch(mode=0o755)
    own = tmp_path / "own"
    shell = own / "chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell"
    for path in (own / "chromium-1255" / "chrome-linux64" / "chrome", shell):
        path.parent.mkdir(parents=True)
        path.touch()
    environ = {"PATH": str(own), "PLAYWRIGHT_BROWSERS_PATH": str(own)}

    assert find_chromium({"PATH": str(tmp_path)}) == str(tmp_path / SHELLS[0])
    assert find_chromium(environ) == str(shell)
    assert is_shell(str(shell))
    assert not is_shell("/usr/bin/chromium")
    assert not is_shell(None)


def test_skipped_browser_tests_are_counted():
    """The last lines of a run say how many were skipped and how to get them."""
    skipped = [SimpleNamespace(longrepr=("a.py", 1, f"Skipped: {REASON}"))] * 3
    other = SimpleNamespace(longrepr=("a.py", 1, "Skipped: there is no curl here"))

    assert browser_line([other]) == ""
    assert browser_line([*skipped, other]).startswith("NOT RUN: 3 tests in a browser")
    assert "make browsers" in browser_line(skipped)
