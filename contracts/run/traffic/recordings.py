"""Reads the exchanges of recordings, one after the other, with the place of each."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from contracts.errors import OptionError
from contracts.http.archive.entries import NotJudged, read_entry
from contracts.http.archive.reading import BrokenArchiveError, read_entries
from contracts.http.interruption import Interruption
from contracts.http.messages.exchange import Exchange
from contracts.observations.observation import is_json

STDIN = "-"

OnRead = Callable[[str, int], None]
"""Called with the name of a file and how many entries were read."""


def read_recordings(
    files: Sequence[str], notes: list[str], interruption: Interruption, on_read: OnRead
) -> Iterator[tuple[Exchange, str]]:
    """Yield the answered exchanges of recordings with their place, `entry 3 of shop.har`.

    Args:
        files: Paths; `-` is standard input.
        notes: Gets a sentence about each file that could not be read to its end.
        interruption: The signals of the run, after which nothing more is read.
        on_read: Called for every entry.

    Raises:
        OptionError: A file cannot be opened, or is no recording.
    """
    number = 0
    for file in files:
        name = "standard input" if file == STDIN else Path(file).name
        count = 0
        try:
            with _opened(file) as stream:
                for count, entry in enumerate(read_entries(stream), 1):
                    number += 1
                    on_read(name, count)
                    read = read_entry(entry, number, number - count)
                    if not isinstance(read, NotJudged) and read.response is not None:
                        yield read, f"entry {count} of {name}"
                    if interruption.is_set:
                        notes.append(f"{name} was read up to entry {count}: {interruption.reason}.")
                        return
        except BrokenArchiveError as error:
            if not count and not error.is_archive:
                raise _no_recording(file, error) from error
            notes.append(
                f"{name} could not be read after entry {count} ({error.place}): {error.reason}."
            )


def is_of_api(exchange: Exchange) -> bool:
    """Whether an exchange is one of an API, rather than a part of a page."""
    response = exchange.response
    if response is None or exchange.request.method in {"HEAD", "OPTIONS", "CONNECT", "TRACE"}:
        return False
    if is_json(response.media_type):
        return True
    sent = next(
        (v for n, v in exchange.request.headers if n.lower() == "content-type" and v), ""
    ).partition(";")[0]
    return is_json(sent.strip().lower()) or (
        not response.media_type and not response.body and exchange.request.method != "GET"
    )


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    """Open a file, or standard input.

    Raises:
        OptionError: It cannot be opened.
    """
    if file == STDIN:
        yield sys.stdin.buffer
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - an error of opening has its own message
    except OSError as error:
        raise OptionError(
            "this recording cannot be opened",
            where=file,
            found=error.strerror or type(error).__name__,
            hint="check the path and its permissions",
        ) from error
    with stream:
        yield stream


def _no_recording(file: str, error: BrokenArchiveError) -> OptionError:
    return OptionError(
        "this file is no recording",
        where=file,
        found=error.reason,
        allowed="an HTTP archive (HAR 1.2)",
    )
