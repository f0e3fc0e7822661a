"""Records of a session: frozen, counted, bounded."""

from dataclasses import replace

import pytest

from mock_server.sessions import sessions as sessions_module
from mock_server.sessions.records import (
    MAX_RECORD_BYTES,
    MAX_RECORDS,
    NO_RECORDS,
    Collection,
    Record,
    RecordsChange,
    RecordsFullError,
)
from mock_server.sessions.sessions import Sessions

REX, ADA = Record.of({"id": 1}), Record.of({"id": 2, "name": "Ada"})


def test_changes_make_new_values():
    """A reader of the earlier value sees no change."""
    empty = Collection()
    one = empty.with_record("1", REX, is_new=True)
    both = one.with_record("2", ADA, is_new=True)

    assert (len(empty.records), len(one.records), len(both.records)) == (0, 1, 2)
    assert both.without("1").records == {"2": ADA}


def test_sizes_are_those_of_the_records():
    """Replacing and removing records counts their bytes once."""
    both = Collection.of({"1": REX, "2": ADA})
    replaced = both.with_record("1", ADA)

    assert both.size == REX.size + ADA.size
    assert replaced.size == 2 * ADA.size
    assert replaced.without("2").size == ADA.size
    records = NO_RECORDS.with_collection("api /pets", both)
    assert (records.count, records.size) == (2, both.size)
    assert records.with_collection("api /pets", replaced.without("2")).count == 1


def test_a_change_is_taken_back_and_no_other():
    """What others have added, changed or removed meanwhile stays, in the old order."""
    before = Collection.of({"1": REX, "2": ADA})
    others = {"3": Record.of({"id": 3})}
    for after in (
        before.without("1"),
        before.with_record("1", ADA),
        before.with_record("9", ADA, is_new=True),
    ):
        now = replace(after, records={**after.records, **others})
        kept = now.undone(before, after)

        assert list(kept.records.items()) == [("1", REX), ("2", ADA), *others.items()]
        assert kept.size == before.size + others["3"].size
        assert kept.last >= after.last


def test_a_deletion_that_is_taken_back_brings_back_what_was_below():
    """The pets of an owner are there again with the owner."""
    owners, pets = Collection.of({"1": REX}), Collection.of({"7": ADA})
    every = NO_RECORDS.with_collection("api /o", owners).with_collection("api /o/1/pets", pets)
    gone = every.with_collection("api /o", owners.without("1")).without_below("api /o/1")
    change = RecordsChange(
        name="api /o", before=owners, after=owners.without("1"), below=every.missing_in(gone)
    )

    assert gone.undone(change) == every


def test_numbers_of_deleted_records_are_remembered():
    """A new identity is larger than each earlier one."""
    made = Collection().with_record("7", REX, is_new=True).without("7")

    assert made.last == 7


def test_collections_below_a_path_go_with_it():
    """The notes of a pet are dropped with the pet, and no others."""
    names = ("api /pets", "api /pets/1/notes", "api /pets/11/notes")
    records = NO_RECORDS
    for name in names:
        records = records.with_collection(name, Collection.of({"1": REX}))
    left = records.without_below("api /pets/1")

    assert [*left.collections] == ["api /pets", "api /pets/11/notes"]
    assert left.count == 2


@pytest.mark.parametrize(
    "collection",
    [
        Collection.of({str(number): REX for number in range(MAX_RECORDS + 1)}),
        Collection.of({"1": Record(value={}, size=MAX_RECORD_BYTES + 1)}),
    ],
    ids=["count", "bytes"],
)
def test_records_are_bounded(collection):
    """A session takes no more memory than it may."""
    with pytest.raises(RecordsFullError, match="at most"):
        NO_RECORDS.with_collection("api /pets", collection)


def test_records_of_all_sessions_are_bounded(monkeypatch):
    """The session that was used least recently loses its records first."""
    monkeypatch.setattr(sessions_module, "MAX_RECORD_BYTES", 250)
    sessions = Sessions()
    records = NO_RECORDS.with_collection("a /b", Collection.of({"1": Record(value={}, size=100)}))
    for name in ("one", "two", "three"):
        sessions.change(sessions.touch(name, None, 0.0), records=records)
    kept = [sessions.touch(name, None, 0.0).records.count for name in ("one", "two", "three")]

    assert kept == [0, 1, 1]
