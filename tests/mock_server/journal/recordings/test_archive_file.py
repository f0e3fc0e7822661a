"""The file of a recording is whole at any moment."""

import json
import os

import pytest

from mock_server.errors import SettingsError
from mock_server.journal.recordings.archive_file import ArchiveFile, ChangedFileError
from tests.mock_server.recorded import archive, entry

MUCH = 10**9


def opened(path, max_bytes=MUCH):
    """Open an archive, and return it with the entries that it had."""
    had = []
    return ArchiveFile(path, lambda each, _: had.append(each), max_bytes=max_bytes), had


def content(path):
    """Return the `log` of an archive."""
    return json.loads(path.read_bytes())["log"]


def test_an_archive_is_whole_before_and_after_each_entry(tmp_path):
    """Also an empty one; nothing is left beside it."""
    path = tmp_path / "a.har"
    file, had = opened(path)
    assert (had, content(path)["entries"]) == ([], [])

    file.add(['{"a": 1}', '{"b": 2}'])
    file.add(['{"c": 3}'])
    assert content(path)["entries"] == [{"a": 1}, {"b": 2}, {"c": 3}]
    assert file.size == path.stat().st_size
    assert [*tmp_path.iterdir()] == [path]


def test_entries_and_members_of_other_programs_stay(tmp_path):
    """What a browser has written is kept, members of its own too."""
    path = tmp_path / "a.har"
    old = [entry(_initiator={"x": 1.5}), {"odd": "é"}]
    path.write_bytes(b"\xef\xbb\xbf" + archive(*old, creator={"name": "b"}, pages=[{"id": "p"}]))
    file, had = opened(path)
    file.add(['{"c": 3}'])

    log = content(path)
    assert log["entries"] == [*old, {"c": 3}]
    assert had == old
    assert (log["creator"], log["pages"]) == ({"name": "b"}, [{"id": "p"}])


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    """A full disk costs the latest exchanges only."""
    path = tmp_path / "a.har"
    file, _ = opened(path)
    file.add(['{"a": 1}'])

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        file.add(['{"b": 2}'])
    assert content(path)["entries"] == [{"a": 1}]
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        archive(entry(), entry())[:-20],
        b'{"log": {"entries": [1e999]}}',
    ],
)
def test_a_file_that_is_no_whole_archive_is_not_touched(tmp_path, data):
    """It may be anything; the message says what to do."""
    path = tmp_path / "a.har"
    path.write_bytes(data)

    with pytest.raises(SettingsError, match="name another file with --recording"):
        opened(path)
    assert path.read_bytes() == data
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("levels", [200, *range(880, 1000, 8), 5000])
def test_deep_values_are_kept_or_refused(tmp_path, levels):
    """The file is never left in pieces, and there is no traceback."""
    path = tmp_path / "a.har"
    data = b'{"log": {"entries": [' + b"[" * levels + b"]" * levels + b"]}}"
    path.write_bytes(data)

    refusal = ""
    try:
        opened(path)
    except SettingsError as error:
        refusal = str(error)
    assert not refusal or ("nested too deeply" in refusal and path.read_bytes() == data)
    assert b"[" * levels + b"]" * levels in path.read_bytes()
    assert [*tmp_path.iterdir()] == [path]


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    """Before the server starts."""
    with pytest.raises(SettingsError, match="cannot be written"):
        opened(tmp_path / "none" / "a.har")


def test_a_full_archive_is_refused(tmp_path):
    """With the option that raises the bound."""
    path = tmp_path / "a.har"
    path.write_bytes(archive(entry(text="x" * 2000)))

    with pytest.raises(SettingsError, match="raise --recording-bytes"):
        opened(path, 1024)


def test_the_change_of_another_program_is_not_overwritten(tmp_path):
    """Two proxies with one file lose nothing."""
    path = tmp_path / "a.har"
    file, other = opened(path)[0], opened(path)[0]
    other.add(['{"a": 1}'])

    with pytest.raises(ChangedFileError):
        file.add(['{"b": 2}'])
    assert content(path)["entries"] == [{"a": 1}]


def test_a_link_is_followed(tmp_path):
    """The archive it points to gets the entries."""
    path, link = tmp_path / "a.har", tmp_path / "link.har"
    link.symlink_to(path)
    opened(link)[0].add(['{"a": 1}'])

    assert link.is_symlink()
    assert content(path)["entries"] == [{"a": 1}]
