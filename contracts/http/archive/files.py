"""The files of recordings: opened, read as far as they go, and named in messages."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from contracts.errors import OptionError
from contracts.http.archive.newman import RECORDINGS
from openapi.archives.attached import ReadAttached, no_attached, opened_archive, with_attached
from openapi.archives.reading import BrokenArchiveError, OnBytes, read_entries
from openapi.json.types import JSON

STDIN = "-"


def file_name(path: Path) -> str:
    """Return the name of a recording in messages."""
    return "standard input" if str(path) == STDIN else path.name


def read_file(
    path: Path, problems: list[str], on_bytes: OnBytes = lambda _: None
) -> Iterator[tuple[int, JSON]]:
    """Yield the entries of a recording with their numbers, from 1.

    The path `-` is standard input; `problems` gets a clause if the file cannot be read to its end;
    `on_bytes` is called with every part that is read.

    Raises:
        OptionError: The file cannot be opened, or is no recording.
    """
    number = 0
    try:
        with _opened(path) as (stream, attached):
            entries = read_entries(stream, on_bytes, lists=RECORDINGS)
            for number, entry in enumerate(entries, 1):
                yield number, with_attached(entry, attached)
    except BrokenArchiveError as error:
        if not number and not error.is_archive:
            raise _no_recording(path, error) from error
        problems.append(
            f"{file_name(path)} could not be read after entry {number} ({error.place}): "
            f"{error.reason}"
        )


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, ReadAttached]]:
    """Yield the bytes of an archive, and how the files are read that it refers to."""
    if str(path) == STDIN:
        yield sys.stdin.buffer, no_attached
        return
    try:
        with opened_archive(path) as found:
            yield found
    except OSError as error:
        raise OptionError(
            "this recording cannot be opened",
            where=str(path),
            found=error.strerror or str(error) or type(error).__name__,
            hint="check the path and its permissions",
        ) from error


def _no_recording(path: Path, error: BrokenArchiveError) -> OptionError:
    return OptionError(
        "this file is no recording",
        where=str(path),
        found=error.reason,
        allowed="an HTTP archive (HAR 1.2), as browsers, Playwright, mitmproxy and "
        "`contracts check --report har=FILE` write it, or a run that newman writes as JSON",
    )
