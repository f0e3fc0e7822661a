"""Tests of what surrounds a run."""

import signal
import sys

import pytest

from contracts.cli.runs import interrupted_by_signals, run_reported
from contracts.http.interruption import Interruption
from contracts.results.report import ExitCode, Report


def test_a_signal_reaches_the_interruption_and_handlers_are_put_back():
    """A program that runs a check has its own handlers again afterwards."""
    before = signal.getsignal(signal.SIGTERM)
    interruption = Interruption()

    with interrupted_by_signals(interruption), interruption.sending():
        signal.raise_signal(signal.SIGTERM)

    assert interruption.signal == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


class Interrupted:
    """Is interrupted in its finalizer, from which Python propagates no exception."""

    def __del__(self):
        """Send the signal."""
        signal.raise_signal(signal.SIGINT)


def test_an_interrupt_that_gets_lost_still_ends_the_run(capsys):
    """It is kept, and no traceback is printed."""
    hook, interruption = sys.unraisablehook, Interruption()
    with interrupted_by_signals(interruption), interruption.sending():
        Interrupted()

        assert interruption.signal == signal.SIGINT
    assert capsys.readouterr().err == ""
    assert sys.unraisablehook is hook


def test_a_run_that_is_interrupted_before_it_begins_leaves_its_reports(capsys):
    """They say which signal it was, as the exit code does; so do those of `fuzz`."""
    shown = []
    empty = Report(targets={}, profile="fuzz", seed=7)

    with pytest.raises(SystemExit) as ended:
        run_reported(
            lambda interruption: interruption.interrupt(signal.SIGTERM),
            empty, [], shown.append, is_quiet=False,
        )  # fmt: skip

    [report] = shown
    assert ended.value.code == ExitCode.TERMINATED
    assert report.error == "the run was interrupted (SIGTERM) before anything was sent"
    assert report.error in capsys.readouterr().err
