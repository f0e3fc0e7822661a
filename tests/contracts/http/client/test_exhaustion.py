"""Tests of running out of files or memory ourselves."""

import errno
import socket

import pytest

from contracts.errors import ExhaustedError
from contracts.http.client.exhaustion import exhaustion_of


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "run out of files"),
        (OSError(errno.ENFILE, "Too many open files in system"), "run out of files"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "run out of memory"),
        (OSError(errno.ENOBUFS, "No buffer space available"), "run out of memory"),
        (MemoryError(), "run out of memory"),
        (socket.gaierror(socket.EAI_MEMORY, "Memory allocation failure"), "files or memory"),
    ],
)
def test_what_has_run_out_is_named(error, words):
    """The message is about this process, and says what to do."""
    found = exhaustion_of(error)

    assert isinstance(found, ExhaustedError)
    assert words in found.what
    assert "ulimit" in found.hint


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
        TimeoutError(),
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        ValueError("no"),
    ],
)
def test_other_errors_are_about_something_else(error):
    """A server that refuses a connection does not exhaust this process."""
    assert exhaustion_of(error) is None
