"""The file of a recording: an archive that is complete at any moment.

The file is only ever replaced as a whole, by a copy with further entries. So a crash, a full disk
or `kill -9` leaves the archive as it was, without the latest exchanges.
"""

import json
import math
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from mock_server.errors import SettingsError
from mock_server.journal.recordings.recording import FORMAT
from openapi.archives.reading import BrokenArchiveError, read_entries
from openapi.json.types import JSON

_TAIL = b"\n]}}\n"
_PART = 1024 * 1024

OnEntry = Callable[[JSON, int], None]  # called with each entry of the file, and its number


class ChangedFileError(Exception):
    """Another program has changed the file."""


class ArchiveFile:
    """An archive to which entries are added.

    Attributes:
        path: The file; a link is followed.
        size: Its bytes.
    """

    def __init__(self, path: Path, on_entry: OnEntry, *, max_bytes: int) -> None:
        """Open a file, created if there is none, and write its entries one on a line.

        `on_entry` is called with each entry that it has.

        Raises:
            SettingsError: It cannot be written, is no whole archive, or is full.
        """
        self.path = path.resolve()
        # One name, so that a process that was killed leaves one such file at most.
        self._temporary = self.path.with_name(f".{self.path.name}.new")
        self._has_entries = False
        self.size = self._end = 0
        try:
            self._begin(on_entry)
        except BrokenArchiveError as error:
            raise SettingsError(
                "this file is no whole recording, so that nothing is added to it",
                where=str(path),
                found=f"{error.place}: {error.reason}",
                allowed=FORMAT,
                hint="name another file with --recording",
            ) from error
        except OSError as error:
            raise SettingsError(
                "the recording cannot be written",
                where=str(path),
                found=error.strerror or type(error).__name__,
                allowed="a file in a folder that exists and can be written to",
            ) from error
        if self.size >= max_bytes:
            raise SettingsError(
                "the recording is full",
                where=str(path),
                found=f"{self.size} bytes",
                allowed=f"less than {max_bytes} bytes",
                hint="name another file with --recording, or raise --recording-bytes",
            )

    def add(self, lines: Sequence[str]) -> None:
        """Replace the file by one with further entries.

        The lines are entries, each as JSON.

        Raises:
            ChangedFileError: It is not the file that was written last.
            OSError: It cannot be written; the file is as it was.
        """
        with self.path.open("rb") as old, self._replacing() as new:
            if os.fstat(old.fileno()).st_size != self.size:
                raise ChangedFileError
            _copy(old, new, self._end)
            for line in lines:
                self._write(new, line)
            end = self._finish(new)
        self._end, self.size = end, end + len(_TAIL)

    def _begin(self, on_entry: OnEntry) -> None:
        """Write the entries again, those of another program too."""
        old = self.path.open("rb") if self.path.exists() else None
        if old is None:
            with self._replacing() as new:
                new.write(_head({}))
                end = self._finish(new)
        else:
            try:
                with old, self._replacing() as new:
                    self._rewrite(old, new, on_entry)
                    end = self._finish(new)
            except RecursionError as error:
                # `json` reads a few levels more than it writes.
                reason, place = "it is nested too deeply", "a value of the log"
                raise BrokenArchiveError(reason, place, is_archive=True) from error
        self._end, self.size = end, end + len(_TAIL)

    def _rewrite(self, old: BinaryIO, new: BinaryIO, on_entry: OnEntry) -> None:
        # The members beside the entries may come behind them, but are written before them.
        members: dict[str, JSON] = {}
        with TemporaryFile(dir=self.path.parent) as entries:
            found = read_entries(old, members=members, parse_float=_finite)
            for number, entry in enumerate(found, 1):
                on_entry(entry, number)
                self._write(entries, json.dumps(entry))
            new.write(_head(members))
            entries.seek(0)
            shutil.copyfileobj(entries, new, _PART)

    def _write(self, file: IO[bytes], line: str) -> None:
        file.write((",\n" if self._has_entries else "\n").encode())
        file.write(line.encode("utf-8"))
        self._has_entries = True

    @staticmethod
    def _finish(file: BinaryIO) -> int:
        """End a new file, and return where its entries end."""
        file.flush()
        end = os.fstat(file.fileno()).st_size
        file.write(_TAIL)
        file.flush()
        os.fsync(file.fileno())
        return end

    @contextmanager
    def _replacing(self) -> Iterator[BinaryIO]:
        """Yield a new file, which takes the place of the old one if nothing goes wrong."""
        try:
            with self._temporary.open("wb") as file:
                yield file
            with suppress(OSError):
                shutil.copymode(self.path, self._temporary)
            self._temporary.replace(self.path)
        finally:
            self._temporary.unlink(missing_ok=True)


def _finite(text: str) -> float:
    """Return a number as it is written again (ValueError: it is too large to be)."""
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


def _head(members: dict[str, JSON]) -> bytes:
    own: dict[str, JSON] = {
        "version": "1.2",
        "creator": {"name": "mock-server", "version": version("specimen")},
    }
    log = {**own, **{name: value for name, value in members.items() if name != "entries"}}
    return f'{{"log":{json.dumps(log)[:-1]},"entries":['.encode()


def _copy(old: BinaryIO, new: BinaryIO, size: int) -> None:
    while size:
        part = old.read(min(size, _PART))
        if not part:
            raise ChangedFileError
        new.write(part)
        size -= len(part)
