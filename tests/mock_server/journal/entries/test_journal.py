"""The request journal."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from mock_server.journal.entries.journal import Journal
from tests.mock_server.observed import NOON, Sent, journal_of, observed

JOBS = "/subscriptions/imports"


def test_oldest_entries_make_room(packaged):
    """More than the bound is never kept, ids go on, and what was dropped is counted."""
    journal = journal_of(*(observed(packaged, JOBS) for _ in range(7)), max_entries=5)

    assert [entry.id for entry in journal.entries()] == [3, 4, 5, 6, 7]
    assert journal.dropped == 2


def test_bytes_are_bounded(packaged):
    """Large bodies make room sooner."""
    bodies = [bytes([number]) * 10_000 for number in range(20)]
    journal = journal_of(*(observed(packaged, JOBS, answer=b) for b in bodies), max_bytes=50_000)

    assert 0 < len(journal.entries()) < 5
    assert journal.size <= 50_000


def test_one_session_can_be_forgotten(packaged):
    """Clearing a session leaves the others' entries, and everything else forgets all."""
    journal = journal_of(
        observed(packaged, JOBS, session="a"), observed(packaged, JOBS, session="b")
    )
    gone = journal.clear("a")
    left = [entry.session for entry in journal.entries()]
    journal.clear()

    assert (gone, left, journal.entries()) == (1, ["b"], ())


def test_entry_is_found_by_its_number(packaged):
    """An id finds its entry; an unknown number finds none."""
    journal = journal_of(observed(packaged, JOBS), observed(packaged, "/v3/nothing"))

    assert journal.find(2).path == b"/v3/nothing"
    assert journal.find(3) is None


def test_memory_is_flat(packaged):
    """Once the journal is full, going on costs no more memory."""
    journal = Journal(max_entries=200)
    seen = [observed(packaged, f"{JOBS}?a={i}", answer=b"%d" % i * 100) for i in range(400)]
    for each in seen:
        journal.record(each)
    tracemalloc.start()
    for _ in range(5):
        for each in seen:
            journal.record(each)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(journal.entries()) == 200
    assert grown < 400 * 2000  # the entries that are kept, and nothing of the 1,800 before


def test_repeated_exchange_is_bounded_like_any_other(packaged):
    """However often it happens, no more than the latest entries are kept."""
    seen = observed(packaged, JOBS, answer=b"[1]")
    journal = Journal(max_entries=3)
    repeat = journal.recorder_for_repeats(seen)
    for number in range(10):
        repeat(NOON + number, NOON, 0.0)

    assert [entry.id for entry in journal.entries()] == [8, 9, 10]
    assert journal.dropped == 7
    assert journal.clear() == 3
    assert journal.size == 0


ACTS = st.sampled_from(["record", "repeat", "repeat", "again", "similar", "clear", "one", "take"])


@given(
    acts=st.lists(ACTS, max_size=60),
    most=st.sampled_from([(3, 10**6), (20, 3_000), (20, 10**6), (0, 10**6), (5, 300)]),
)
def test_when_the_journal_is_read_makes_no_difference(packaged, acts, most):
    """Entries, ids and what was dropped are those of a journal that is read after every request."""
    limits = {"max_entries": most[0], "max_bytes": most[1]}
    read_often, read_last = Journal(**limits), Journal(**limits)
    first = observed(packaged, JOBS, ("Accept", "*/*"), answer=b"[1]")
    other = observed(packaged, f"{JOBS}?a=b", answer=b"[2]" * 50, session="tab")
    sent = Sent(path=b"/x", raw_headers=((b"accept", b"text/plain"),))
    for journal in (read_often, read_last):
        repeats = {"repeat": journal.recorder_for_repeats(first)}
        repeats["again"] = journal.recorder_for_repeats(other)
        for number, act in enumerate(acts):
            match act:
                case "record":
                    journal.record(other)
                case "clear" | "one":
                    journal.clear("tab" if act == "one" else None)
                case "take":
                    journal.take(2, 10**6)
                case "similar":
                    repeats["repeat"](NOON + number, NOON + number, 0.5, sent)
                case _:
                    repeats[act](NOON + number, NOON + number, 0.5)
            if journal is read_often:
                journal.entries()

    assert read_last.latest == read_often.latest
    assert read_last.entries() == read_often.entries()
    assert (read_last.dropped, read_last.size) == (read_often.dropped, read_often.size)


def test_exchange_that_is_repeated_for_long_takes_little_memory(packaged):
    """A journal that is never read is bounded as well: no more is noted than twice its entries."""
    journal = Journal(max_entries=200)
    repeat = journal.recorder_for_repeats(observed(packaged, JOBS))
    tracemalloc.start()
    for number in range(5_000):
        repeat(NOON + number, NOON + number, 0.5 + number)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert journal.latest == 5_000
    assert grown < 400 * 300


def test_headers_count_with_their_real_size(packaged):
    """A thousand requests with a header of 30,000 bytes do not fit into a megabyte."""
    journal = journal_of(
        *(observed(packaged, JOBS, ("X-Big", f"{i:08}" + "a" * 30_000)) for i in range(100)),
        max_bytes=1_000_000,
    )
    kept = sum(len(value) for entry in journal.entries() for _, value in entry.headers)

    assert 500_000 < kept <= 1_000_000
    assert journal.size <= 1_000_000


def test_a_refusal_counts_with_its_words(packaged):
    """What was said to a client is kept, and takes room."""
    short = journal_of(observed(packaged, JOBS, refusal="no"))
    long = journal_of(observed(packaged, JOBS, refusal="no" * 1000))

    assert long.size - short.size == 1998


def test_entries_after_one_are_found_from_the_end(packaged):
    """A client that follows the journal gets what is new, also after a clearing."""
    journal = journal_of(*(observed(packaged, JOBS) for _ in range(7)), max_entries=5)

    assert [entry.id for entry in journal.entries(since=5)] == [6, 7]
    assert [entry.id for entry in journal.entries(since=1)] == [3, 4, 5, 6, 7]
    assert journal.entries(since=7) == ()
    journal.clear()
    assert (journal.latest, journal.entries(since=5)) == (7, ())


def test_entries_are_taken_in_parts(packaged):
    """The oldest first, with what was dropped before; then they take no memory here."""
    journal = Journal(max_entries=5)
    for number in range(7):
        journal.record(observed(packaged, f"/{number}"))
    lost, first = journal.take(3, 10**6)
    again, rest = journal.take(3, 10**6)

    assert (lost, [entry.path for entry in first]) == (2, [b"/2", b"/3", b"/4"])
    assert (again, [entry.path for entry in rest]) == (0, [b"/5", b"/6"])
    assert (journal.size, journal.take(3, 10**6)) == (0, (0, ()))


def test_a_part_is_bounded_in_bytes(packaged):
    """But it has one entry at least."""
    journal = Journal()
    for _ in range(3):
        journal.record(observed(packaged, "/", answer=b"x" * 1000))

    assert [len(journal.take(10, size)[1]) for size in (1, 10**6)] == [1, 2]


def test_adopted_entries_keep_their_numbers(packaged):
    """What is missing before them was dropped, with what is older; later ones are counted on."""
    one, other = Journal(), Journal()
    for number in range(6):
        one.record(observed(packaged, f"/{number}"))
    entries = one.entries()
    other.adopt(entries[:2])
    other.adopt(())
    other.adopt(entries[3:])

    assert [entry.id for entry in other.entries()] == [4, 5, 6]
    assert (other.dropped, other.latest) == (3, 6)


def test_a_journal_that_was_cleared_elsewhere_goes_on_there(packaged):
    """Nothing before counts as dropped; a number that was passed changes nothing."""
    journal = Journal()
    journal.record(observed(packaged, "/"))
    journal.skip_to(2)
    assert len(journal.entries()) == 1
    journal.skip_to(10)

    assert (journal.entries(), journal.dropped, journal.latest) == ((), 0, 9)
