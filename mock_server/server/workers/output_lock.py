"""Lets several processes write whole lines to one output.

A write to a pipe or a terminal may be divided when the reader is slow, and lines of another process
would come between. The lock is one of a file (POSIX record lock, fcntl(2)): a process that is
killed gives it back.
"""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Self

_TRIES = 20
_PAUSE_SECONDS = 0.01


class OutputLock:
    """A lock that forks of this process share; each process uses it from one thread."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - open as long as the process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def around(self, write: Callable[[str], object]) -> Callable[[str], None]:
        """Return a function that writes while no other process writes; it waits for its turn."""

        def write_alone(text: str) -> None:
            with self._held():
                write(text)

        return write_alone

    def soon_around(self, write: Callable[[str], object]) -> Callable[[str], None]:
        """Return a function that waits for its turn for a moment only, then writes all the same."""

        def write_soon(text: str) -> None:
            is_held = self._try()
            try:
                write(text)
            finally:
                if is_held:
                    fcntl.lockf(self._file, fcntl.LOCK_UN)

        return write_soon

    @contextmanager
    def _held(self) -> Iterator[None]:
        fcntl.lockf(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _try(self) -> bool:
        for _ in range(_TRIES):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                time.sleep(_PAUSE_SECONDS)
            else:
                return True
        return False
