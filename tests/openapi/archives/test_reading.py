"""Tests of reading the entries of an archive one after the other."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.archives import reading
from openapi.archives.reading import BrokenArchiveError, read_entries
from tests.contracts.recording import archive, entry

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


class Slow(io.BytesIO):
    """A file that gives few bytes at once, so that its parts end everywhere."""

    def read(self, size=-1):
        """Return the next few bytes."""
        return super().read(min(size, 7))


def read(data, file=io.BytesIO):
    """Return the entries of an archive, and why the rest cannot be read."""
    found = []
    try:
        for each in read_entries(file(data)):
            found.append(each)  # noqa: PERF402 - those before the error count
    except BrokenArchiveError as error:
        return found, error.reason
    return found, ""


@given(st.lists(VALUES, max_size=4), st.booleans(), st.sampled_from([Slow, io.BytesIO]))
def test_every_entry_is_read_as_it_was_written(entries, is_ascii, file):
    """The entries are those that a reader of the whole file would find, in order."""
    data = json.dumps({"log": {"pages": [1], "entries": entries}}, ensure_ascii=is_ascii, indent=1)

    assert read(data.encode(), file) == (entries, "")


@given(st.lists(st.lists(VALUES, max_size=2), max_size=4), st.integers(0, 200))
def test_a_part_of_a_file_has_the_first_entries(entries, cut):
    """Wherever a file ends, the entries before that place are read, and an error names it.

    An entry has an end of its own, as objects and arrays have: half a number would be another one.
    """
    data = archive(*entries)
    found, reason = read(data[:-cut] if cut else data)

    assert found == entries[: len(found)]
    assert bool(reason) == bool(cut)


def test_a_byte_order_mark_and_other_parts_of_the_log_do_not_matter():
    """Pages, comments and a byte order mark are skipped, before and after the entries."""
    log = {"pages": [{"id": "page_1"}], "entries": [1, 2], "comment": "end"}

    assert read(b"\xef\xbb\xbf" + json.dumps({"log": log}).encode()) == ([1, 2], "")


def test_the_members_beside_the_entries_are_there_for_who_wants_them():
    """Before and behind the list, as a program that writes the file again needs them."""
    log = {"version": "1.2", "entries": [0.5], "pages": [{"id": "p"}]}
    members = {}
    stream = io.BytesIO(json.dumps({"log": log, "other": 1}).encode())
    found = [*read_entries(stream, members=members, parse_float=float)]

    assert (found, type(found[0])) == ([0.5], float)
    assert members == {"version": "1.2", "pages": [{"id": "p"}]}


@pytest.mark.parametrize(("cut", "kept"), [(1, 3), (40, 2), (500, 2), (1200, 1)])
def test_a_truncated_file_is_read_up_to_its_end(cut, kept):
    """A browser that was closed while it saved loses only the last entries."""
    data = archive(entry(), entry(), entry())

    found, reason = read(data[:-cut])

    assert len(found) == kept
    assert reason.startswith("it is no JSON there")


@pytest.mark.parametrize(
    "last", [b"NaN", b'"\xff"', b"{]", b"1e99999999999999999999", b"9" * 5000, b'{"a" 1}']
)
def test_what_is_no_json_ends_the_reading(last):
    """The entries before it are read."""
    found, reason = read(b'{"log": {"entries": [1, ' + last + b"]}}")

    assert found == [1]
    assert reason


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"[1]",
        b"null",
        b'{"log": {"pages": []}}',
        b'{"log": {"entries": {"a": 1}}}',
        b'{"entries": [1]}',
        b'[{"log": {"entries": [1]}}]',
    ],
)
def test_json_without_entries_is_no_archive(data):
    """Another JSON file is not taken for an archive in which nothing was recorded."""
    assert read(data) == ([], "it has no list at /log/entries")


def test_bytes_that_are_no_text_are_no_json():
    """Even where the first of them could be a number."""
    assert read(b"9\xd8dA") == ([], "it is no JSON there: invalid bytes in UTF-8")


def test_a_deep_value_ends_the_reading():
    """A file of nothing but opening brackets takes hardly any memory."""
    found, reason = read(b'{"log": {"entries": [1, ' + b"[" * 100_000)

    assert found == [1]
    assert reason == "a value is nested too deeply"


def test_an_entry_that_is_too_long_ends_the_reading(monkeypatch):
    """An endless text is not collected in memory."""
    monkeypatch.setattr(reading, "MAX_ENTRY_BYTES", 100_000)

    found, reason = read(archive(1, "a" * 400_000))

    assert found == [1]
    assert reason.startswith("an entry is longer than")


def test_halves_of_characters_are_replaced():
    """What no encoding can write comes into no report; whole characters stay."""
    data = rb'{"log": {"entries": ["\ud83d", "\udc00\ud83d!", "\\ud83d", "\ud83d\ude00"]}}'

    assert read(data) == (["?", "??!", r"\ud83d", "\N{GRINNING FACE}"], "")


def test_a_mistake_is_named_by_line_and_byte():
    """An editor finds the place; not all of a long file is read to know it."""
    data = b'\xef\xbb\xbf{"log":\n{"entries": [1,\n"\xc3\xa4", x' + b"1" * 2_000_000
    seen = []

    with pytest.raises(BrokenArchiveError) as caught:
        list(read_entries(io.BytesIO(data), seen.append))

    assert seen[-1] < len(data)

    assert (caught.value.place, data[33:34]) == ("line 3, byte 33", b"x")
    assert caught.value.reason == "it is no JSON there: expecting value"


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


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail(data):
    """Any file is read, or has a reason."""
    read(b'{"log": {"entries": [' + data)
