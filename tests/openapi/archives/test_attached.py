"""Tests of bodies in files, as Playwright writes them."""

import json
from functools import partial
from zipfile import ZipFile

import pytest

from openapi.archives.attached import (
    attached_beside,
    is_zipped,
    no_attached,
    opened_zip,
    with_attached,
)

BODY = b'{"id": 7}'
WRITTEN = "eyJpZCI6IDd9"
CONTENTS = [
    {"_file": "abc.json"},
    {"_file": "missing.json"},
    {"_file": "../secret.json"},
    {"_file": "link.json"},
    {"_file": 7},
    {"text": "own", "_file": "abc.json"},
]
TEXTS = [WRITTEN, None, None, None, None, "own"]


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a body, and files that are not its own."""
    found = tmp_path / "har"
    found.mkdir()
    (tmp_path / "secret.json").write_bytes(b"secret")
    (found / "abc.json").write_bytes(BODY)
    (found / "link.json").symlink_to(tmp_path / "secret.json")
    return found


def texts(read):
    """Return the texts of the bodies of some entries."""
    made = [{"response": {"content": {**each}}} for each in CONTENTS]
    return [with_attached(each, read)["response"]["content"].get("text") for each in made]


def test_bodies_beside_a_recording_are_read_and_nothing_else(folder):
    """No entry names a file of another folder, by a path or by a link."""
    assert texts(partial(attached_beside, folder / "a.har")) == TEXTS
    assert texts(no_attached) == [None, None, None, None, None, "own"]
    assert with_attached([1], no_attached) == [1]


def test_a_zip_has_the_recording_and_its_bodies(folder, tmp_path):
    """`recordHar: {path: "x.zip"}`."""
    path = tmp_path / "x.zip"
    with ZipFile(path, "w") as whole:
        whole.writestr("har.har", "{}")
        whole.write(folder / "abc.json", "abc.json")

    assert is_zipped(path)
    assert not is_zipped(folder / "abc.json")
    with opened_zip(path) as (stream, read):
        assert stream.read(9) == b"{}"
        assert texts(read) == TEXTS


def test_a_zip_that_cannot_be_read_is_an_error_of_the_file(tmp_path):
    """Whatever is in it."""
    path = tmp_path / "x.zip"
    with ZipFile(path, "w") as whole:
        whole.writestr("readme.txt", "x")
    with pytest.raises(OSError, match=r"without a \.har file"), opened_zip(path):
        pass
    path.write_bytes(b"PK\x03\x04" + json.dumps("x").encode())
    with pytest.raises(OSError, match="broken zip"), opened_zip(path):
        pass
    with ZipFile(path, "w") as whole:
        whole.writestr("har.har", "x" * 100)
    data = bytearray(path.read_bytes())
    data[40:50] = bytes(10)
    path.write_bytes(data)
    with pytest.raises(OSError, match="the zip is broken"), opened_zip(path) as (stream, _):
        stream.read(200)
