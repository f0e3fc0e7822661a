"""An exchange that happens again."""

from mock_server.journal.entries.journal import Journal
from tests.mock_server.observed import NOON, journal_of, observed

JOBS = "/subscriptions/imports"


def test_repeated_exchange_has_its_own_times(packaged):
    """An exchange that happens again is an entry like any other, with its own date and number."""
    headers = [(b"etag", b"x"), (b"date", b"Sat, 21 Nov 2026 12:00:00 GMT"), (b"vary", b"y")]
    seen = observed(packaged, JOBS, ("Accept", "*/*"), answer=b"[1]", headers=headers)
    journal = journal_of(seen)
    repeat = journal.recorder_for_repeats(seen)
    repeat(NOON + 60, NOON + 90, 0.25)
    first, second = journal.entries()

    assert (second.id, second.real, second.now, second.seconds) == (2, NOON + 60, NOON + 90, 0.25)
    assert second.answer_headers == (
        (b"etag", b"x"),
        (b"date", b"Sat, 21 Nov 2026 12:01:30 GMT"),
        (b"vary", b"y"),
    )
    assert second[4:14] == first[4:14]
    assert second[15:] == first[15:]


def test_repeated_page_of_the_tool_is_not_kept(packaged):
    """Requests for the mock's own pages are not journaled when they are repeated either."""
    journal = Journal()
    journal.recorder_for_repeats(observed(packaged, "/__docs"))(NOON, NOON, 0.0)

    assert journal.entries() == ()
