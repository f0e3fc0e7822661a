"""When a worker that ended is started again."""

from mock_server.server.workers.parent.restarts import MOST_IN_A_ROW, Restarts, describe_end


def test_a_worker_that_always_ends_at_once_is_given_up():
    """Five times in a row; it would be started for ever."""
    restarts = Restarts()

    assert [restarts.may_start_again(1, None) for _ in range(MOST_IN_A_ROW)] == [
        *[True] * (MOST_IN_A_ROW - 1),
        False,
    ]


def test_a_worker_that_has_served_is_always_started_again():
    """However often it is killed; and what it has served counts for it alone."""
    restarts = Restarts()

    assert all(restarts.may_start_again(1, 60.0) for _ in range(100))
    for _ in range(MOST_IN_A_ROW - 1):
        restarts.may_start_again(2, 0.1)
    restarts.may_start_again(2, 5.0)
    assert restarts.may_start_again(2, 0.1)


def test_an_end_is_described():
    """By the signal's name, or the exit code."""
    assert describe_end(-15) == "SIGTERM"
    assert describe_end(-200) == "signal 200"
    assert describe_end(1) == "exit code 1"
