"""Open files and their limit."""

import errno

from openapi.process import open_files
from openapi.process.open_files import (
    RESERVED_FILES,
    is_out_of_files,
    leaves_files_free,
    open_files_limit,
)


def test_running_out_is_distinguished_from_other_errors():
    """Only the two errors about open files count, with any file name."""
    assert is_out_of_files(OSError(errno.EMFILE, "too many", "a.py"))
    assert is_out_of_files(OSError(errno.ENFILE, "too many"))
    assert not is_out_of_files(OSError(errno.ENOENT, "none"))
    assert not is_out_of_files(ValueError())


def test_limit_is_a_number_of_files_or_none():
    """A limit is positive."""
    limit = open_files_limit()

    assert limit is None or limit > 0


def test_last_files_are_not_for_connections(monkeypatch):
    """Connections may take all files but the reserved ones; without a limit, all."""
    monkeypatch.setattr(open_files, "open_files_limit", lambda: 100)

    assert leaves_files_free(99 - RESERVED_FILES)
    assert not leaves_files_free(100 - RESERVED_FILES)

    monkeypatch.setattr(open_files, "open_files_limit", lambda: None)
    assert leaves_files_free(10**6)
