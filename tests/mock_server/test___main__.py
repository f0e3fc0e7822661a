"""`python -m mock_server`."""

import subprocess
import sys

from tests.acceptance.commands import environment, run


def test_module_is_the_command():
    """`python -m mock_server` does the same as `mock-server`."""
    result = subprocess.run(
        [sys.executable, "-m", "mock_server", "-V"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment(),
    )

    assert result.stdout.startswith("mock-server, version ")
    assert result.stdout == run("mock-server", "-V").stdout
