"""Archives as they come."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.journal.recordings import reading
from mock_server.journal.recordings.reading import BrokenRecordingError, RecordingFile
from tests.mock_server.recorded import archive

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def read(data):
    """Return the entries, the members beside them, and why the reading has ended."""
    file = RecordingFile(io.BytesIO(data))
    found, reason = [], ""
    try:
        found.extend(file.entries())
    except BrokenRecordingError as error:
        reason = error.reason
    return found, file.members, reason


@given(st.lists(VALUES, max_size=4), st.dictionaries(st.text(max_size=8), VALUES, max_size=3))
def test_entries_and_members_are_read_as_they_are(entries, members):
    """Before and behind the list, with a byte order mark, indented or not."""
    members = {name: value for name, value in members.items() if name not in {"entries", "version"}}
    data = b"\xef\xbb\xbf" + archive(*entries, **members)
    found = read(data)

    assert found == (entries, {"version": "1.2", **members}, "")
    assert read(json.dumps(json.loads(archive(*entries)), indent=2).encode())[0] == entries


def test_a_file_is_read_as_far_as_it_can_be():
    """What comes before the break is used."""
    whole = archive({"a": 1}, {"b": [2, {"c": 3}]}, {"d": 4})
    found, _, reason = read(whole[: whole.index(b'{"d"') + 3])

    assert found == [{"a": 1}, {"b": [2, {"c": 3}]}]
    assert reason.startswith("it is no JSON there")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is no JSON there"),
        (b"GET / HTTP/1.1", "it is no JSON there"),
        (b"{}", "it has no list at log.entries"),
        (b'{"log": {"entries": {"a": 1}}}', "it has no list at log.entries"),
        (b'{"entries": [1]}', "it has no list at log.entries"),
        (b'[{"log": {"entries": [1]}}]', "it has no list at log.entries"),
        (b'{"log": {"entries": [' + b"[" * 1000, "nested more than 200 levels deep"),
        (b'{"log": {"entries": ["\xff"]}}', "it is no JSON there"),
    ],
)
def test_what_is_no_archive_has_a_reason(data, reason):
    """Never a traceback."""
    found, _, said = read(data)

    assert found == []
    assert reason in said


def test_a_very_long_entry_ends_the_reading(monkeypatch):
    """So that no file fills the memory; the entries before it are read."""
    monkeypatch.setattr(reading, "MAX_ENTRY_BYTES", 200_000)
    found, _, reason = read(archive({"a": "x" * 10_000}, {"b": "x" * 900_000}))

    assert len(found) == 1
    assert "an entry is longer than" in reason


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail(data):
    """Any file is read, or has a reason."""
    read(b'{"log": {"entries": [' + data)
