"""Tests of opening recordings, and of what is said about one that is broken."""

import json
from zipfile import ZipFile

import pytest

from contracts.errors import OptionError
from contracts.http.archive.files import read_file
from tests.contracts.recording import archive, entry


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


def test_a_zip_is_opened_with_the_bodies_in_it(tmp_path):
    """Those beside a file that is no zip are read, too."""
    content = {"mimeType": "application/json", "_file": "abc.json"}
    (tmp_path / "abc.json").write_bytes(b'{"id": 7}')
    (tmp_path / "a.har").write_bytes(archive(entry(content=content)))
    with ZipFile(tmp_path / "x.zip", "w") as whole:
        whole.write(tmp_path / "a.har", "har.har")
        whole.write(tmp_path / "abc.json", "abc.json")

    for name in ("a.har", "x.zip"):
        [(_, found)] = read_file(tmp_path / name, [])
        assert found["response"]["content"]["text"] == "eyJpZCI6IDd9"


def test_a_zip_that_cannot_be_read_is_named(tmp_path):
    """Without a traceback."""
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04" + json.dumps("x").encode())

    with pytest.raises(OptionError, match="broken zip"):
        list(read_file(path, []))
