"""The standard streams of a command, closed or with a full disk."""

import errno
import subprocess
import sys

import pytest

from openapi.process.standard_streams import is_output_error
from tests.acceptance.cases import cases


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_discarded(closed):
    """Each number is open again, for child processes too, and the output is discarded."""
    program = (
        "import os, sys; from openapi.process.standard_streams import reopen_closed_streams\n"
        "reopen_closed_streams();"
        "sys.stdin.read(0); print('x'); sys.stderr.write('');"
        "sys.exit(7 if all(os.get_inheritable(number) for number in (0, 1, 2)) else 1)"
    )
    words = ["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, program]
    result = subprocess.run(  # noqa: S603 - our own interpreter
        words, capture_output=True, text=True, check=False
    )

    assert (result.returncode, result.stderr) == (7, "")


@pytest.mark.parametrize("flag", [(), ("-u",)], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("place", [">/dev/full", "2>/dev/full", ">/dev/full 2>&1"])
def test_a_failed_last_message_keeps_the_exit_code(flag, place):
    """If the last message cannot be written, the command ends with the same exit code."""
    program = (
        "import sys; from openapi.process.standard_streams import write_stderr\n"
        "try: sys.stdout.write('x'); sys.stdout.flush()\n"
        "except OSError: pass\n"
        "write_stderr('no room')\n"
        "sys.exit(2)"
    )
    words = ["sh", "-c", f'exec "$@" {place}', "sh", sys.executable, *flag, "-c", program]
    result = subprocess.run(  # noqa: S603 - our own interpreter
        words, capture_output=True, text=True, check=False
    )

    assert result.returncode == 2
    assert result.stderr == ("" if "2>" in place else "no room\n")


@cases(
    "error, is_it",
    {
        "full": (OSError(errno.ENOSPC, "x"), True),
        "terminal-gone": (OSError(errno.EIO, "x"), True),
        "file": (OSError(errno.ENOSPC, "x", "report.txt"), False),
        "pipe": (OSError(errno.EPIPE, "x"), False),
        "network": (OSError(errno.ECONNRESET, "x"), False),
    },
)
def test_lost_output_is_distinguished_from_other_errors(error, is_it):
    """An error with a file's name is about that file, and a closed pipe is no error."""
    assert is_output_error(error) is is_it
