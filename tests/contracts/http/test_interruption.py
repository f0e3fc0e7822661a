"""Tests of what a signal means for a run."""

from signal import SIGINT, SIGTERM

import pytest

from contracts.http.interruption import Interruption


def test_a_signal_ends_sending_at_once():
    """No wait for an answer delays it; the run goes on with judging."""
    interruption = Interruption()
    stopped = []
    interruption.when_set(lambda: stopped.append(interruption.reason))

    with interruption.sending():
        interruption.interrupt(SIGTERM)
        pytest.fail("something more is sent")

    assert stopped == ["the run was interrupted (SIGTERM)"]


def test_a_signal_while_judging_does_not_lose_the_judgements():
    """Nothing is raised where nothing is sent, and later signals change nothing."""
    interruption = Interruption()
    stopped = []
    interruption.when_set(lambda: stopped.append(1))

    interruption.interrupt(SIGINT)
    interruption.interrupt(SIGTERM)

    assert (interruption.signal, stopped) == (SIGINT, [1])


def test_a_signal_before_the_run_ends_the_command():
    """There is nothing to report on yet."""
    with pytest.raises(KeyboardInterrupt):
        Interruption().interrupt(SIGINT)


def test_an_interrupt_of_someone_else_is_not_taken():
    """A program that calls the check itself is interrupted as usual."""
    with pytest.raises(KeyboardInterrupt), Interruption().sending():
        raise KeyboardInterrupt


def test_what_begins_after_the_signal_is_stopped_too():
    """A second server of the run gets no request."""
    interruption = Interruption()
    interruption.when_set(lambda: None)
    interruption.interrupt(SIGINT)
    stopped = []

    interruption.when_set(lambda: stopped.append(1))

    assert stopped == [1]
