"""The standard streams of a command, which may be closed, or lead to a full disk."""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from openapi.text.printable import printable_lines

_LOST = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def reopen_closed_streams() -> None:
    """Lead every standard stream that is closed to the null device.

    Otherwise the next file or socket takes its number, and gets what is said.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # The lowest free number is taken, which is the stream's own.
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - for good
            os.set_inheritable(stream.fileno(), True)  # noqa: FBT003 - it takes no name
            setattr(sys, name, stream)


def is_output_error(error: OSError) -> bool:
    """Return whether what was said found no room; errors of files carry a name."""
    return error.filename is None and error.errno in _LOST


def write_stderr(message: str) -> None:
    """Write a line to stderr, where that can be written; the exit code must not depend on it."""
    with suppress(OSError):
        sys.stderr.write(f"{printable_lines(message)}\n")
        sys.stderr.flush()
