"""A fork of this process that runs a function, and the signals that both handle.

A fork has the documents, the validators and the libraries of its parent, which need not be read
again: a worker starts in milliseconds, and all share the memory. It takes a parent without threads
and without an event loop, which this one is: `supervisor` waits with `selectors`.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import socketpair

from openapi.process.crash import EXIT_CRASHED, report_crash
from openapi.process.standard_streams import write_stderr

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # the signals that end the server

_HANDLED = (*STOPPING, signal.SIGCHLD)


def fork(run: Callable[[], int]) -> int:
    """Run a function in a fork of this process, and return the number of the fork.

    In the fork signals are blocked until `receive_signals` is called; it ends with the exit code
    that `run` returns.
    """
    for stream in (sys.stdout, sys.stderr):
        # What is buffered now would be written by both.
        with suppress(OSError):
            stream.flush()
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _HANDLED)
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        return pid
    code = EXIT_CRASHED
    try:
        signal.set_wakeup_fd(-1)  # it is the parent's
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        code = run()
    except Exception as error:  # noqa: BLE001 - the handler of internal errors of this process
        write_stderr(
            report_crash(error, program="mock-server", arguments=sys.argv[1:], environ=os.environ)
        )
    finally:
        with suppress(OSError):
            sys.stdout.flush()
        # Without the exit functions and contexts of the parent, which are not this process's.
        os._exit(code)


def receive_signals(stop: Callable[[], None]) -> None:
    """Call a function at every signal that ends the server, in a fork; those that wait come now."""
    for number in STOPPING:
        if not _is_ignored(number):
            signal.signal(number, lambda *_: stop())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)


@contextmanager
def waking_signals() -> Iterator[int]:
    """Have every handled signal written as one byte, its number, to the descriptor that is yielded.

    Handlers are as before at the end.
    """
    reader, writer = socketpair()
    with reader, writer:
        reader.setblocking(False)  # noqa: FBT003 - it takes no name
        writer.setblocking(False)  # noqa: FBT003 - it takes no name
        before = {number: signal.getsignal(number) for number in _HANDLED}
        wakeup = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        for number in _HANDLED:
            if not _is_ignored(number):
                signal.signal(number, _note_signal)
        try:
            yield reader.fileno()
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)


def _is_ignored(number: int) -> bool:
    """Whether a signal is to be ignored: the end of a terminal, under `nohup`.

    Shells let what runs in the background ignore SIGINT too, but a server of one process does not.
    """
    return number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN


def _note_signal(*_: object) -> None:
    """Do nothing: its number was written already."""
