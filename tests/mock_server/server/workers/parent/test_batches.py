"""The exchanges of all workers, in batches."""

from hypothesis import given
from hypothesis import strategies as st

from mock_server.server.workers.parent.batches import MAX_READ_BYTES, Batches


@given(st.lists(st.integers(1, 7), max_size=40), st.integers(1, 20))
def test_at_least_the_latest_exchanges_are_kept(counts, limit):
    """As many as the journal may have, in order, with numbers from 1; and not many more."""
    batches = Batches(max_exchanges=limit, max_bytes=10**6)
    firsts = [batches.append(count, b"x") for count in counts]
    kept = batches.after(0)

    assert firsts == [1 + sum(counts[:i]) for i in range(len(counts))]
    assert [each.first for each in kept] == firsts[len(firsts) - len(kept) :]
    held = sum(each.count for each in kept)
    assert held >= min(limit, sum(counts))
    assert held - (kept[0].count if kept else 0) < limit


def test_bytes_are_bounded():
    """Long exchanges evict earlier ones."""
    batches = Batches(max_exchanges=1000, max_bytes=100)
    for _ in range(10):
        batches.append(1, b"x" * 40)

    assert [each.first for each in batches.after(0)] == [9, 10]


def test_a_reader_goes_on_where_it_was():
    """It gets what is new only; of much, a part at once."""
    batches = Batches(max_exchanges=1000, max_bytes=10**9)
    batches.append(2, b"a")
    last = batches.after(0)[-1].position
    batches.append(1, b"b")

    assert [each.data for each in batches.after(last)] == [b"b"]
    for _ in range(3):
        batches.append(1, b"x" * (MAX_READ_BYTES - 10))
    assert len(batches.after(last)) == 2
    assert batches.after(10**6) == []


def test_a_cleared_journal_goes_on_counting():
    """The numbers before are not used again, and what was before is not kept."""
    batches = Batches(max_exchanges=1000, max_bytes=10**6)
    batches.append(3, b"a")
    batches.clear(b"clear", is_whole=True)

    assert (batches.floor, [each.data for each in batches.after(0)]) == (4, [b"clear"])
    assert batches.append(1, b"b") == 4


def test_one_session_s_exchanges_are_deleted_by_who_reads():
    """The others are still there."""
    batches = Batches(max_exchanges=1000, max_bytes=10**6)
    batches.append(3, b"a")
    batches.clear(b"clear", is_whole=False)

    assert [each.data for each in batches.after(0)] == [b"a", b"clear"]
    assert batches.floor == 1
