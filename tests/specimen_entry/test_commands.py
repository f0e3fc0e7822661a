"""The commands from their first line on."""

import os
import subprocess
import sys

import pytest

from tests.acceptance.cases import cases

RAISE = "import signal; signal.raise_signal(signal.SIGINT)"

MODULE = """
import sys, types
from specimen_entry import commands

class Interrupted:
    @property
    def main(self):
        {interrupt}
        return lambda **_: print("went on")

sys.modules["{name}.cli.main"] = Interrupted()
{before}
commands.run_module(commands.{name})
"""

CALLBACK = """
        class Closed:
            def __del__(self):
                {interrupt}
        Closed()
"""


def started(command, interrupt, before=""):
    """Return how a command ends whose imports are interrupted."""
    program = MODULE.format(name=command, interrupt=interrupt, before=before)
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@cases("command", {"mock-server": "mock_server", "contracts": "contracts"})
@pytest.mark.parametrize("interrupt", [RAISE, CALLBACK.format(interrupt=RAISE)])
def test_ctrl_c_during_the_imports_shows_no_traceback(command, interrupt):
    """Who presses Ctrl-C at once sees the prompt again, and the exit code says why."""
    ended = started(command, interrupt)

    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


def test_ctrl_c_before_a_module_of_ours_is_imported_shows_no_traceback():
    """The search for modules that hide ours is a part of the start."""
    hidden = f"class Shadows:\n    def __getattr__(self, _):\n        {RAISE}\n"
    ended = started(
        "contracts", "pass", before=f"{hidden}sys.modules['specimen_entry.shadows'] = Shadows()"
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


def test_a_command_in_the_background_is_not_ended_by_ctrl_c():
    """A shell lets what it starts with `&` ignore Ctrl-C."""
    ignore = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
    ended = started("contracts", RAISE, before=ignore)

    assert (ended.returncode, ended.stdout) == (0, "went on\n")
