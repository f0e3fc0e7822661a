"""One reader's place in the journal."""

import pytest

from mock_server.journal.entries.following import JournalFollower
from tests.mock_server.observed import journal_of, observed

JOBS = "/subscriptions/imports"


@pytest.fixture
def exchange(packaged):
    """One exchange, to be recorded several times."""
    return observed(packaged, JOBS)


def ids(news):
    """Return the numbers of the new entries."""
    return [entry.id for entry in news.entries]


def test_every_entry_is_new_once(exchange):
    """A reader gets each exchange exactly once, in order, and then nothing."""
    journal = journal_of(exchange, exchange)
    follower = JournalFollower(journal, after=0)
    first = follower.take(10)
    journal.record(exchange)
    second = follower.take(10)

    assert (ids(first), ids(second)) == ([1, 2], [3])
    assert not follower.take(10)


def test_reader_begins_with_what_is_new(exchange):
    """Without a number, only what comes from now on is new."""
    journal = journal_of(exchange)
    follower = JournalFollower(journal)
    before = follower.take(10)
    journal.record(exchange)

    assert not before
    assert ids(follower.take(10)) == [2]


def test_reader_continues_where_it_was(exchange):
    """With the number of its last entry, a reader goes on behind it."""
    assert ids(JournalFollower(journal_of(*[exchange] * 3), after=2).take(10)) == [3]


def test_many_come_in_parts(exchange):
    """No more than the limit are taken at once, and none is lost between two parts."""
    follower = JournalFollower(journal_of(*[exchange] * 5), after=0)

    assert [ids(follower.take(2)) for _ in range(3)] == [[1, 2], [3, 4], [5]]


def test_what_was_dropped_is_counted(exchange):
    """A reader that is too slow learns how many exchanges it will never see."""
    journal = journal_of(exchange, max_entries=3)
    follower = JournalFollower(journal, after=0)
    follower.take(10)
    for _ in range(7):
        journal.record(exchange)
    news = follower.take(10)

    assert (news.missed, ids(news), news.is_cleared) == (4, [6, 7, 8], False)


def test_what_was_too_large_to_keep_is_counted(exchange):
    """An exchange that the journal never kept is missed, too."""
    journal = journal_of(exchange, max_bytes=1)

    assert JournalFollower(journal, after=None).take(10).missed == 0
    follower = JournalFollower(journal)
    journal.record(exchange)
    assert (follower.take(10).missed, follower.take(10).missed) == (1, 0)


def test_first_reader_misses_nothing(exchange):
    """Who asks for all that is kept hears nothing of what came before."""
    assert JournalFollower(journal_of(*[exchange] * 5, max_entries=2), after=0).take(9).missed == 0


@pytest.mark.parametrize("session", [None, "gone"])
def test_cleared_journal_begins_anew(packaged, exchange, session):
    """After entries were deleted, the reader forgets all and gets those that are kept."""
    journal = journal_of(observed(packaged, JOBS, session="gone"), exchange)
    follower = JournalFollower(journal, after=0)
    follower.take(10)
    journal.clear(session)
    news = follower.take(10)

    assert news.is_cleared
    assert (ids(news), news.missed) == ([] if session is None else [2], 0)
    assert not follower.take(10)


def test_reader_of_an_earlier_server_begins_anew(exchange):
    """A mock that was started again counts from 1; its readers do not wait for old numbers."""
    follower = JournalFollower(journal_of(exchange), after=500)
    news = follower.take(10)

    assert (news.is_cleared, ids(news)) == (True, [1])
    assert not follower.take(10)
