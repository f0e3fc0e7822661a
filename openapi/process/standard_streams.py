"""The standard streams of a command, which may be closed or write to a full disk."""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from openapi.text.printable import printable_lines

_LOST = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def reopen_closed_streams() -> None:
    """Redirect every closed standard stream to the null device.

    Otherwise the next opened file or socket gets its number and with it the command's output.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # The system gives the lowest free number, which is the stream's own.
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - for good
            os.set_inheritable(stream.fileno(), True)  # noqa: FBT003 - it takes no name
            setattr(sys, name, stream)


def is_output_error(error: OSError) -> bool:
    """Whether a standard stream could not take output; errors of other files carry a name."""
    return error.filename is None and error.errno in _LOST


def write_stderr(message: str) -> None:
    """Write a line to stderr if possible; the exit code must not depend on it."""
    with suppress(OSError):
        sys.stderr.write(f"{printable_lines(message)}\n")
        sys.stderr.flush()


def write_stdout(text: str) -> None:
    """Write a text to stdout at once; a character that its encoding does not have becomes `?`.

    Raises:
        OSError: It cannot be written, which a command must say.
    """
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()
