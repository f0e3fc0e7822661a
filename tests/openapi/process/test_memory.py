"""Memory that is given back."""

import subprocess
import sys

import pytest

SCRIPT = """
import re
from pathlib import Path
from openapi.process.memory import give_back_freed_memory
assert give_back_freed_memory()
def size():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
del (first := [bytes(24 << 20)])[:]
before, kept = size(), []
for _ in range(6):
    blocks = [bytearray(b"x" * (20 << 20)) for _ in range(3)]
    kept.append(bytes(1000))
    del blocks
print(size() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc only")
def test_long_blocks_are_given_back():
    """After sixty megabytes were used and freed, the process is small again."""
    words = [sys.executable, "-c", SCRIPT]
    result = subprocess.run(  # noqa: S603 - our own script
        words, capture_output=True, text=True, timeout=60, check=True
    )

    assert int(result.stdout) < 8 * 1024
