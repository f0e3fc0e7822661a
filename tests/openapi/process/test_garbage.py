"""Tests of the pauses of garbage collection."""

import gc
import subprocess
import sys
from contextlib import suppress

import pytest

from openapi.process.garbage import collection_paused, collection_seldom

SCRIPT = """
import re
from pathlib import Path
from openapi.process.garbage import give_back_freed_memory
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


def fail():
    """Fail as a document does that cannot be loaded."""
    assert not gc.isenabled()
    message = "no document"
    raise ValueError(message)


def test_collection_goes_on_after_a_pause_even_after_an_error():
    """A document that cannot be loaded leaves the process as it was."""
    with pytest.raises(ValueError, match="no document"), collection_paused():
        fail()

    assert gc.isenabled()


def test_a_pause_inside_another_does_not_end_it():
    """Who paused first decides when collection goes on."""
    with collection_paused():
        with collection_paused():
            pass
        assert not gc.isenabled()


def test_a_file_that_cannot_be_read_leaves_the_collection_as_it_was():
    """Cycles are collected seldom while a file is read, and as before afterwards."""
    before = gc.get_threshold()
    found = []
    with suppress(ValueError), collection_seldom():
        found.append(gc.get_threshold())
        raise ValueError

    assert found[0] > before == gc.get_threshold()


def test_what_is_kept_is_looked_at_no_more():
    """A document of a million values is not walked again by each collection."""
    before = gc.get_freeze_count()
    try:
        with collection_paused(is_kept=True):
            kept = [[] for _ in range(1000)]

        assert gc.get_freeze_count() >= before + len(kept)
        assert gc.isenabled()
    finally:
        gc.unfreeze()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc only")
def test_long_blocks_are_given_back():
    """After sixty megabytes were used and freed, the process is small again."""
    words = [sys.executable, "-c", SCRIPT]
    result = subprocess.run(  # noqa: S603 - our own script
        words, capture_output=True, text=True, timeout=60, check=True
    )

    assert int(result.stdout) < 8 * 1024
