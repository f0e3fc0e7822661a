"""A recording in memory."""

import json
from zipfile import ZipFile

import pytest

from mock_server.errors import SettingsError
from mock_server.journal.recordings import recording
from mock_server.journal.recordings.recording import load_recording
from openapi.archives.parts import MAX_BODY_BYTES
from tests.mock_server.recorded import archive, entry

MUCH = 10**9


@pytest.fixture
def load(tmp_path):
    """Loads a file with some bytes."""

    def loaded(data, max_bytes=MUCH):
        path = tmp_path / "a.har"
        path.write_bytes(data)
        return load_recording(path, max_bytes)

    return loaded


def test_what_cannot_be_played_is_counted_with_its_reason(load):
    """A user learns at the start what is missing."""
    found = load(archive(entry(), entry(), entry(content={"size": 9}), entry(url="data:x"), 7))

    assert [*found.sentences()] == [
        "Playing a.har: 2 answers to 1 request.",
        "Entries that are not played: 1 without its body, 2 no HTTP request.",
    ]


def test_a_broken_file_is_played_as_far_as_it_can_be_read(load):
    """And says where it breaks."""
    data = archive(entry(), entry())
    found = load(data[:-30])

    assert len(found.answers) == 1
    assert "a.har was not read to its end: after entry 1 (line 1, byte" in [*found.sentences()][-1]


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"openapi: 3.0.3", b'{"a": 1}'])
def test_a_file_that_is_no_recording_is_refused(load, data):
    """In words, before the server starts."""
    with pytest.raises(SettingsError, match="this file is no recording"):
        load(data)


def test_a_missing_file_is_refused(tmp_path):
    """With the reason of the operating system."""
    with pytest.raises(SettingsError, match="No such file or directory"):
        load_recording(tmp_path / "none.har", MUCH)


def test_memory_and_entries_are_bounded(load, monkeypatch):
    """The option that raises the bound is named."""
    data = archive(*(entry(text="x" * 5000) for _ in range(9)))
    short = load(data, 20_000)
    monkeypatch.setattr(recording, "MAX_ENTRIES", 5)

    assert len(short.answers) == 3
    assert "--recording-bytes" in short.problem
    assert "more than 5 entries" in load(data).problem


def test_bodies_beside_a_recording_or_in_its_zip_are_played_as_a_whole(tmp_path):
    """A body that is too long is not played without its end."""
    (tmp_path / "body.json").write_text('{"id": 7}', encoding="utf-8")
    (tmp_path / "long.json").write_bytes(bytes(MAX_BODY_BYTES + 1))
    entries = [entry(text=None, content={"_file": f"{name}.json"}) for name in ("body", "long")]
    path = tmp_path / "a.har"
    path.write_text(json.dumps({"log": {"entries": entries}}), encoding="utf-8")

    with ZipFile(tmp_path / "a.zip", "w") as whole:
        for each in ("a.har", "body.json", "long.json"):
            whole.write(tmp_path / each, each)

    for each in (path, tmp_path / "a.zip"):
        found = load_recording(each, MUCH)
        assert [answer.body for answer in found.answers] == [b'{"id": 7}']
        assert found.left_out == {"without its body": 1}
