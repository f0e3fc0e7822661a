"""Tests of: what Hypothesis is spared is what it would have found."""

import gzip
import json
import sys

from hypothesis import configuration
from hypothesis.internal import charmap
from hypothesis.internal.conjecture import providers

from contracts.fuzz.schemathesis.hypothesis_tables import (
    UTF8_CHARACTERS,
    without_local_constants,
    write_utf8_table,
)


def can_encode(number):
    """Return whether UTF-8 encodes a character."""
    try:
        chr(number).encode()
    except UnicodeEncodeError:
        return False
    return True


def test_the_table_is_that_of_utf_8():
    """All characters but surrogates; a wrong table would leave out requests."""
    edges = {each for pair in UTF8_CHARACTERS for each in pair}
    numbers = sorted({n for edge in edges for n in (edge - 1, edge, edge + 1)} | {0xDABC})

    for number in numbers:
        if 0 <= number <= sys.maxunicode:
            is_listed = any(first <= number <= last for first, last in UTF8_CHARACTERS)
            assert can_encode(number) == is_listed
    assert UTF8_CHARACTERS[-1][1] == sys.maxunicode


def test_hypothesis_reads_the_table(tmp_path):
    """The installed version takes it, and does not encode a million characters."""
    write_utf8_table(tmp_path)
    [table] = tmp_path.rglob("*.json.gz")
    table.write_bytes(gzip.compress(json.dumps([[[65, 66]], []]).encode()))
    configuration.set_hypothesis_home_dir(tmp_path)
    try:
        found, _ = charmap.intervals_from_codec.__wrapped__("utf-8")
    finally:
        configuration.set_hypothesis_home_dir(None)

    assert found.intervals == ((65, 66),)


def test_a_table_that_is_there_is_kept(tmp_path):
    """The folder of `fuzz` is the user's, and is used again."""
    write_utf8_table(tmp_path)
    [table] = tmp_path.rglob("*.json.gz")
    table.write_bytes(b"mine")
    write_utf8_table(tmp_path)

    assert table.read_bytes() == b"mine"


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    """Hypothesis computes the table as usual."""
    (tmp_path / "file").write_text("")

    write_utf8_table(tmp_path / "file")


def test_no_constants_of_loaded_code_are_used():
    """The same seed sends the same requests, whatever else the process has loaded."""
    before = providers._get_local_constants  # noqa: SLF001 - what is replaced for a while

    with without_local_constants():
        assert len(providers._get_local_constants()) == 0  # noqa: SLF001

    assert providers._get_local_constants is before  # noqa: SLF001
