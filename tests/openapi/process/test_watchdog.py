"""The watchdog: a process that should end does, whatever its threads do."""

import subprocess
import sys

import pytest

CODE = """
import re, sys
from openapi.process.watchdog import Watchdog

watchdog = Watchdog(lambda: print("ended", file=sys.stderr, flush=True))
watchdog.arm(0.2)
{then}
"""


def run(then):
    """Run a process that arms the watchdog first."""
    words = [sys.executable, "-c", CODE.format(then=then)]
    return subprocess.run(words, capture_output=True, check=False, encoding="utf-8", timeout=60)  # noqa: S603 - our own words


def test_busy_process_is_ended_with_a_sentence():
    """Python code without end is ended with exit code 1, and what it says."""
    ended = run("while True: pass")

    assert (ended.returncode, ended.stderr) == (1, "ended\n")


def test_process_that_holds_the_interpreter_is_ended():
    """A call into C that lets no thread run is ended too, without a traceback."""
    ended = run("re.match('(a+)+$', 'a' * 64 + 'b')")

    assert (ended.returncode, ended.stderr) == (1, "")


@pytest.mark.parametrize("then", ["watchdog.disarm()", "watchdog.arm(60); watchdog.disarm()"])
def test_disarmed_watchdog_lets_a_process_live(then):
    """What ends in time ends by itself."""
    ended = run(f"{then}\nimport time; time.sleep(1.5); print('by itself')")

    assert (ended.returncode, ended.stdout) == (0, "by itself\n")
