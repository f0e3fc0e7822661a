"""The limit of open files, sockets included, of a process."""

import errno
import sys

RESERVED_FILES = 40
"""Files that connections leave free: parts of a program are loaded when they are needed first.

A turn of the event loop accepts up to 16 connections before the surplus ones are closed."""

_OUT_OF_FILES = frozenset({errno.EMFILE, errno.ENFILE})


def is_out_of_files(error: BaseException) -> bool:
    """Whether an error means that no more files can be opened."""
    return isinstance(error, OSError) and error.errno in _OUT_OF_FILES


def open_files_limit() -> int | None:
    """Return how many files this process may have open at once; None if that is unlimited."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - not on Windows

    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def leaves_files_free(file_number: int) -> bool:
    """Whether, with a connection of this file number, files can still be opened.

    The system gives each file the lowest number that is free.
    """
    limit = open_files_limit()
    return limit is None or file_number < limit - RESERVED_FILES
