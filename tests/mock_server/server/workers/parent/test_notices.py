"""Messages that every worker has, each shown once."""

from mock_server.server.workers.parent.notices import MAX_TEXTS, Notices


def test_what_all_workers_report_is_shown_once():
    """A saved document is loaded by three workers, and reported once for each saving."""
    notices = Notices()
    for number in (1, 2, 3):
        notices.begin(number)

    shown = [notices.is_new(number, "reloaded") for _ in range(2) for number in (3, 1, 2)]

    assert shown == [True, False, False, True, False, False]


def test_a_worker_that_is_started_again_repeats_nothing():
    """And what it reports later than the others is not new, either."""
    notices = Notices()
    notices.begin(1)
    notices.begin(2)
    notices.is_new(1, "reloaded")
    notices.begin(2)

    assert notices.is_new(2, "reloaded")
    assert not notices.is_new(1, "reloaded")


def test_different_messages_do_not_fill_the_memory():
    """Messages with numbers in them are as many as they like."""
    notices = Notices()
    for number in range(3 * MAX_TEXTS):
        assert notices.is_new(1, f"request {number}")

    assert len(notices) <= MAX_TEXTS + 1
