"""Tests of the handlers of signals."""

import signal

from contracts.cli.interrupts import interrupted_by_signals
from contracts.http.interruption import Interruption


def test_a_signal_reaches_the_interruption_and_handlers_are_put_back():
    """A program that runs a check has its own handlers again afterwards."""
    before = signal.getsignal(signal.SIGTERM)
    interruption = Interruption()

    with interrupted_by_signals(interruption), interruption.sending():
        signal.raise_signal(signal.SIGTERM)

    assert interruption.signal == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before
