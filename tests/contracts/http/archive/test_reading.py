"""Tests of reading the entries of an archive one after the other."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.http.archive import reading
from contracts.http.archive.reading import BrokenArchiveError, read_entries
from tests.contracts.recording import archive, entry

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def read(data):
    """Return the entries of an archive, and why the rest cannot be read."""
    found = []
    try:
        for each in read_entries(io.BytesIO(data)):
            found.append(each)  # noqa: PERF402 - those before the error count
    except BrokenArchiveError as error:
        return found, error.reason
    return found, ""


@given(st.lists(VALUES, max_size=4))
def test_every_entry_is_read_as_it_was_written(entries):
    """The entries are those that a reader of the whole file would find, in order."""
    assert read(archive(*entries)) == (entries, "")


def test_a_byte_order_mark_and_other_parts_of_the_log_do_not_matter():
    """Pages, comments and a byte order mark are skipped, before and after the entries."""
    log = {"pages": [{"id": "page_1"}], "entries": [1, 2], "comment": "end"}

    assert read(b"\xef\xbb\xbf" + json.dumps({"log": log}).encode()) == ([1, 2], "")


@pytest.mark.parametrize(("cut", "kept"), [(1, 3), (40, 2), (500, 2), (1200, 1)])
def test_a_truncated_file_is_read_up_to_its_end(cut, kept):
    """A browser that was closed while it saved loses only the last entries."""
    data = archive(entry(), entry(), entry())

    found, reason = read(data[:-cut])

    assert len(found) == kept
    assert reason.startswith("it is no JSON there")


@pytest.mark.parametrize("last", [b"NaN", b'"\xff"', b"{]", b"1e99999999999999999999"])
def test_what_is_no_json_ends_the_reading(last):
    """The entries before it are read."""
    found, reason = read(b'{"log": {"entries": [1, ' + last + b"]}}")

    assert found == [1]
    assert reason


@pytest.mark.parametrize("data", [b"{}", b"[1]", b'{"log": {"pages": []}}', b"null"])
def test_json_without_entries_is_no_archive(data):
    """Another JSON file is not taken for an archive in which nothing was recorded."""
    assert read(data) == ([], "it has no list at /log/entries")


def test_a_deep_value_ends_the_reading():
    """A file of nothing but opening brackets takes hardly any memory."""
    found, reason = read(b'{"log": {"entries": [1, ' + b"[" * 100_000)

    assert found == [1]
    assert reason == "a value is nested more than 500 levels deep"


def test_an_entry_that_is_too_long_ends_the_reading(monkeypatch):
    """An endless text is not collected in memory."""
    monkeypatch.setattr(reading, "MAX_ENTRY_BYTES", 100_000)

    found, reason = read(archive(1, "a" * 400_000))

    assert found == [1]
    assert reason.startswith("an entry is longer than")


def test_a_disk_that_fails_ends_the_reading():
    """An error of the disk is named, and is no traceback."""

    class Broken(io.RawIOBase):
        def read(self, _=-1):
            raise OSError(5, "Input/output error")

    with pytest.raises(BrokenArchiveError, match="Input/output error"):
        list(read_entries(Broken()))


def test_progress_is_counted_in_bytes():
    """The caller learns how many bytes were read, up to all of them."""
    data, seen = archive(*range(50_000)), []

    list(read_entries(io.BytesIO(data), seen.append))

    assert seen == sorted(seen)
    assert seen[-1] == len(data)
