"""Entries of the journal as they travel through a store."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.journal.entries.entry import Entry
from mock_server.journal.shared.portable import (
    PortableError,
    portable_clearing,
    portable_entries,
    read_portable,
)
from tests.mock_server.observed import entry

texts = st.text(max_size=6)
data = st.binary(max_size=6)
numbers = st.floats(-(10.0**10), 10.0**11) | st.integers(0, 10**6)
pairs = st.lists(st.tuples(data, data), max_size=3).map(tuple)
KINDS = {
    **dict.fromkeys(Entry._fields, texts),
    **dict.fromkeys(("real", "now", "seconds"), numbers),
    **dict.fromkeys(("body_size", "answer_size", "status", "size"), st.integers(0, 10**6)),
    **dict.fromkeys(("path", "query", "body", "answer"), data),
    **dict.fromkeys(("headers", "answer_headers"), pairs),
    **dict.fromkeys(("violations", "notes"), st.lists(texts, max_size=2).map(tuple)),
    "id": st.just(1),
    "operation": st.none(),
}
entries = st.builds(Entry, **KINDS)


@given(kept=st.lists(entries, max_size=3), lost=st.integers(0, 5))
def test_any_entries_arrive_as_they_were(kept, lost):
    """Bytes and texts of every kind, and numbers that go on after those that are missing."""
    part = read_portable(portable_entries(kept, lost), 7, {}, position=3)

    assert part.entries == tuple(each._replace(id=7 + lost + n) for n, each in enumerate(kept))
    assert (part.position, part.is_clear) == (3, False)


def test_the_operation_is_that_of_the_reader(packaged):
    """One that its documents do not have is none."""
    contract = packaged[0]
    operation = next(each for each in contract.operations if each.method == "GET")
    target = contract.path_of(operation).replace("{", "x").replace("}", "x")
    sent = portable_entries([entry(packaged, target)])
    operations = {(operation.api, operation.id): operation}

    assert read_portable(sent, 1, operations).entries[0].operation is operation
    assert read_portable(sent, 1, {}).entries[0].operation is None


def test_equal_bodies_are_written_once():
    """A thousand requests for one long answer are not a thousand long answers."""
    long = entry((), "/a", answer=b"x" * 100_000)

    assert len(portable_entries([long] * 1000)) < 500_000


@pytest.mark.parametrize("session", [None, "", "demo"])
def test_deleted_exchanges_are_a_part_of_their_own(session):
    """Of one session, or of all."""
    part = read_portable(portable_clearing(session), 1, {})

    assert (part.is_clear, part.session, part.entries) == (True, session, ())


ROW = json.loads(portable_entries([entry((), "/a")]))


def changed(**members):
    """Return a part with other members."""
    return json.dumps(ROW | members).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no JSON",
        b"[]",
        b'{"v": 2}',
        b'{"v": 1}',
        b'{"v": 1, "clear": 5}',
        b"[" * 100_000,
        changed(lost=-1),
        changed(lost=True),
        changed(rows=[[1e300, *ROW["rows"][0][1:]]]),
        changed(rows=[[float("nan"), *ROW["rows"][0][1:]]]),
        changed(bodies=[5]),
        changed(bodies=[]),
        changed(bodies=["\u4e00"]),
        changed(rows=5),
        changed(rows=[[]]),
        changed(rows=[ROW["rows"][0][:-1]]),
        *(changed(rows=[[*ROW["rows"][0][:n], {}, *ROW["rows"][0][n + 1 :]]]) for n in range(25)),
    ],
)
def test_what_is_broken_or_of_another_version_is_refused(data):
    """No value in the store can make the journal fail."""
    with pytest.raises(PortableError):
        read_portable(data, 1, {})
