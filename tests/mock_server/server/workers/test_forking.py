"""A fork of this process that runs a function."""

import os
import signal

import pytest

from mock_server.server.workers.forking import fork, receive_signals, waking_signals


def ended(pid):
    """Return how a process ends."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_a_fork_ends_with_its_exit_code():
    """And with none of this process's exit functions."""
    assert ended(fork(lambda: 3)) == 3


def test_an_error_in_a_fork_is_reported_once(capfd, tmp_path, monkeypatch):
    """Its traceback is in a private file, as for every internal error."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    def fail():
        raise LookupError("secret")

    assert ended(fork(fail)) == 70
    said = capfd.readouterr().err
    assert "internal error (LookupError)" in said
    assert "secret" not in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_that_comes_early_is_not_lost(number):
    """It waits until the worker can receive it, and does not reach the parent's handler."""
    reader, writer = os.pipe()
    # A shell starts some commands with Ctrl-C or the hangup ignored, the tests among them.
    before = signal.signal(number, signal.SIG_DFL)

    def serve():
        os.read(reader, 1)
        stopped = []
        receive_signals(lambda: stopped.append(1))
        return len(stopped)

    pid = fork(serve)
    signal.signal(number, before)
    os.kill(pid, number)
    os.write(writer, b".")
    assert ended(pid) == 1
    os.close(reader)
    os.close(writer)


def test_signals_wake_the_parent():
    """By their numbers; handlers are as before at the end."""
    before = signal.getsignal(signal.SIGTERM)
    with waking_signals() as wakeup:
        os.kill(os.getpid(), signal.SIGTERM)
        pid = fork(lambda: 0)
        ended(pid)
        assert set(os.read(wakeup, 100)) == {signal.SIGTERM, signal.SIGCHLD}

    assert signal.getsignal(signal.SIGTERM) is before


def test_the_end_of_a_terminal_is_ignored_under_nohup():
    """As the parent has it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with waking_signals():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
