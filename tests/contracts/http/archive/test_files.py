"""Tests of opening recordings, and of what is said about one that is broken."""

import pytest

from contracts.errors import OptionError
from contracts.http.archive.files import read_file
from tests.contracts.recording import archive


def test_a_broken_file_is_read_as_far_as_it_goes(tmp_path):
    """Its entries have their numbers, and the problem names the last of them and the place."""
    path, problems = tmp_path / "a.har", []
    path.write_bytes(archive("x", "y")[:-4])

    assert [*read_file(path, problems)] == [(1, "x")]
    assert problems[0].startswith("a.har could not be read after entry 1 (line 1, byte ")


@pytest.mark.parametrize("data", [b"hello", b"{}", b"", b" "])
def test_a_file_that_is_no_recording_is_refused(tmp_path, data):
    """With what is allowed."""
    path = tmp_path / "a.har"
    path.write_bytes(data)

    with pytest.raises(OptionError, match="this file is no recording"):
        list(read_file(path, []))


def test_a_missing_file_is_refused(tmp_path):
    """A wrong path is no empty recording."""
    with pytest.raises(OptionError, match="cannot be opened"):
        list(read_file(tmp_path / "none.har", []))
