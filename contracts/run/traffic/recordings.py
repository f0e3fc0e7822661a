"""Reads the exchanges of recordings, one after the other, with the place of each."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from contracts.http.archive.entries import NotJudged, read_entry
from contracts.http.archive.files import file_name, read_file
from contracts.http.interruption import Interruption
from contracts.http.messages.exchange import Exchange
from openapi.contract import is_json_type

OnRead = Callable[[str, int], None]  # called with the name of a file and how many entries were read


def read_recordings(
    files: Sequence[str], notes: list[str], interruption: Interruption, on_read: OnRead
) -> Iterator[tuple[Exchange, str]]:
    """Yield the answered exchanges of recordings with their place, `entry 3 of shop.har`.

    The path `-` is standard input. `notes` gets a sentence about each file that could not be read
    to its end, or has entries that cannot be read; after a signal of `interruption` nothing more is
    read; `on_read` is called for every entry.

    Raises:
        OptionError: A file cannot be opened, or is no recording.
    """
    number = 0
    for file in files:
        path, problems, count, unread = Path(file), list[str](), 0, 0
        name = file_name(path)
        for count, entry in read_file(path, problems):
            number += 1
            on_read(name, count)
            read = read_entry(entry, number, number - count)
            unread += read is NotJudged.MALFORMED
            if not isinstance(read, NotJudged) and read.response is not None:
                yield read, f"entry {count} of {name}"
            if interruption.is_set:
                notes.append(f"{name} was read up to entry {count}: {interruption.reason}.")
                return
        notes += [f"{problem}." for problem in problems]
        if unread:
            notes.append(f"{name}: {unread} of {count} entries cannot be read.")


def is_of_api(exchange: Exchange) -> bool:
    """Whether an exchange is one of an API, rather than a part of a page."""
    response = exchange.response
    if response is None or exchange.request.method in {"HEAD", "OPTIONS", "CONNECT", "TRACE"}:
        return False
    if is_json_type(response.media_type):
        return True
    sent = next(
        (v for n, v in exchange.request.headers if n.lower() == "content-type" and v), ""
    ).partition(";")[0]
    return is_json_type(sent.strip().lower()) or (
        not response.media_type and not response.body and exchange.request.method != "GET"
    )
