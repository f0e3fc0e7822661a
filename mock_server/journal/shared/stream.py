"""The stream through which processes share their exchanges: its protocol, and entries as bytes.

The format is that of `marshal`, which is the fastest by far and writes what several entries have in
common once. It is not for data of others: both ends are forks of one process.
"""

import marshal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from mock_server.journal.journal import Entry
from openapi.contract import Operation

_OPERATION = Entry._fields.index("operation")
Operations = Mapping[tuple[str, str], Operation]  # operations by API and id


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one process has appended to the stream at once."""

    entries: tuple[Entry, ...] = ()  # its exchanges, the oldest first
    lost: int = 0  # exchanges before them that it had recorded, but could not keep
    is_clear: bool = False  # whether it says that exchanges were deleted instead
    session: str | None = None  # of this session, or of all
    before: float | None = None  # those that ended before this real time; None for all


def entries_bytes(entries: Iterable[Entry], lost: int = 0) -> bytes:
    """Return entries as bytes, without their numbers."""
    return marshal.dumps(([_plain(entry) for entry in entries], lost, None))


def clear_bytes(session: str | None, before: float | None = None) -> bytes:
    """Return as bytes that the exchanges of a session were deleted, or all, before a time."""
    return marshal.dumps((None, session, before))


def read_part(data: bytes, first: int, operations: Operations) -> Part:
    """Return a part, whose first exchange has the number `first`.

    An operation that the documents do not have any more is None.
    """
    rows, other, before = marshal.loads(data)  # noqa: S302 - a fork of this process has written it
    if rows is None:
        return Part(is_clear=True, session=other, before=before)
    entries: list[Entry] = []
    for number, row in enumerate(rows, first + other):
        key = row[_OPERATION]
        operation = None if key is None else operations.get(key)
        parts = (number, *row[1:_OPERATION], operation, *row[_OPERATION + 1 :])
        entries.append(Entry._make(parts))
    return Part(entries=tuple(entries), lost=other)


def _plain(entry: Entry) -> tuple[object, ...]:
    operation = entry.operation
    key = None if operation is None else (operation.api, operation.id)
    return (0, *entry[1:_OPERATION], key, *entry[_OPERATION + 1 :])


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPart:
    """What one process has appended."""

    position: int  # its place; larger than those before
    first: int  # the number of its first exchange
    data: bytes  # what was appended


class ExchangeStream(Protocol):
    """Keeps the latest exchanges of all processes, and numbers them from 1.

    Every method may raise StoreGoneError.
    """

    async def append(self, count: int, data: bytes) -> int:
        """Append `count` exchanges, and return the number of the first."""
        ...

    async def clear(self, data: bytes, *, is_whole: bool) -> None:
        """Append that exchanges were deleted; with `is_whole`, all before may be forgotten."""

    async def read(self, after: int) -> tuple[int, Sequence[StreamPart]]:
        """Return what was appended after a position, the oldest first; empty at the end.

        The number before it is that of the first exchange since all were deleted.
        """
        ...

    async def gather(self) -> None:
        """Return when every other process has appended what it had."""
