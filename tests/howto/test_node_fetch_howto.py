"""The how-to for Node, run by Node."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

NODE = shutil.which("node")
SCRIPT = Path(__file__).with_name("node_fetch.mjs")


@pytest.mark.skipif(NODE is None, reason="there is no node here")
def test_node_drives_the_mock_with_fetch_alone(mock_server):
    """Session, scenario, clock, polling, verification and reset need only fetch."""
    result = subprocess.run(  # noqa: S603 - our own script
        [str(NODE), str(SCRIPT)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "MOCK_URL": mock_server.url},
        timeout=60,
    )

    assert (result.returncode, result.stdout) == (0, "all is well\n"), result.stderr
