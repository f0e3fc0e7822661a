"""Tests of recordings whose bodies are in files, as Playwright writes them."""

import json
from zipfile import ZipFile

import pytest

from contracts.errors import OptionError
from contracts.http.archive.files import read_file
from tests.contracts.recording import archive, entry

BODY = b'{"id": 7}'
TEXTS = [
    {"mimeType": "application/json", "_file": "abc.json"},
    {"mimeType": "application/json", "_file": "missing.json"},
    {"mimeType": "application/json", "_file": "../secret.json"},
    {"mimeType": "application/json", "_file": "link.json"},
    {"mimeType": "application/json", "text": "own", "_file": "abc.json"},
]


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a recording, a body beside it, and files that are not its own."""
    found = tmp_path / "har"
    found.mkdir()
    (tmp_path / "secret.json").write_bytes(b"secret")
    (found / "abc.json").write_bytes(BODY)
    (found / "link.json").symlink_to(tmp_path / "secret.json")
    (found / "har.har").write_bytes(archive(*(entry(content={**each}) for each in TEXTS)))
    return found


def bodies(path):
    """Return the texts of the bodies of a recording."""
    problems = []
    found = [each["response"]["content"].get("text") for _, each in read_file(path, problems)]
    assert problems == []
    return found


def test_bodies_beside_a_recording_are_read_and_nothing_else(folder):
    """No entry names a file of another folder, by a path or by a link."""
    assert bodies(folder / "har.har") == ["eyJpZCI6IDd9", None, None, None, "own"]


def test_a_zip_has_the_recording_and_its_bodies(folder, tmp_path):
    """`recordHar: {path: "x.zip"}`."""
    path = tmp_path / "x.zip"
    with ZipFile(path, "w") as whole:
        whole.write(folder / "har.har", "har.har")
        whole.write(folder / "abc.json", "abc.json")

    assert bodies(path) == ["eyJpZCI6IDd9", None, None, None, "own"]


def test_a_zip_that_cannot_be_read_is_named(tmp_path, folder):
    """Without a traceback, whatever is in it."""
    path = tmp_path / "x.zip"
    with ZipFile(path, "w") as whole:
        whole.writestr("readme.txt", "x")
    with pytest.raises(OptionError, match=r"without a \.har file"):
        bodies(path)
    path.write_bytes(b"PK\x03\x04" + json.dumps("x").encode())
    with pytest.raises(OptionError, match="broken zip"):
        bodies(path)
    with ZipFile(path, "w") as whole:
        whole.write(folder / "har.har", "har.har")
    data = bytearray(path.read_bytes())
    data[60:80] = bytes(20)
    path.write_bytes(data)
    problems = []
    try:
        list(read_file(path, problems))
    except OptionError as error:
        problems.append(str(error))
    assert "zip" in problems[0]
