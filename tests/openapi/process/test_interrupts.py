"""Tests of Ctrl-C while a command starts."""

import signal

import pytest

from openapi.process.interrupts import raise_interrupts


@pytest.fixture(autouse=True)
def _handler():
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def until_ready(*_):
    """End the process, as `specimen_entry.commands` does."""


until_ready.is_until_ready = True


def another(*_):
    """Do what the user of a library has chosen."""


@pytest.mark.parametrize(
    ("held", "then"),
    [
        (until_ready, signal.default_int_handler),
        (another, another),
        (signal.SIG_IGN, signal.SIG_IGN),
        (signal.SIG_DFL, signal.SIG_DFL),
    ],
)
def test_only_the_handler_of_the_start_is_replaced(held, then):
    """What another part of the process has chosen stays."""
    signal.signal(signal.SIGINT, held)

    raise_interrupts()

    assert signal.getsignal(signal.SIGINT) is then
