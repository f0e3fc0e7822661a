"""The stream through which processes share their exchanges: its protocol, and entries of forks.

Forks of one process write their entries as `marshal` does, which is the fastest by far and writes
what several entries have in common once. It is not for data of others: see `portable`.
"""

import marshal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from mock_server.journal.entries.entry import Entry
from openapi.contract import Operation

_OPERATION = Entry._fields.index("operation")
Operations = Mapping[tuple[str, str], Operation]  # operations by API and id


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedBatch:
    """What one process has appended to the stream at once."""

    position: int = 0  # its place; larger than those before
    entries: tuple[Entry, ...] = ()  # its exchanges, the oldest first, with their numbers
    is_clear: bool = False  # whether it says that exchanges were deleted instead
    session: str | None = None  # of this session, or of all


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedBatches:
    """What was appended after a position."""

    epoch: str = ""  # the name of the stream: another one than before has begun anew
    floor: int = 1  # the number of the first exchange since all were deleted
    parts: Sequence[SharedBatch] = ()  # the oldest first; empty at the end


class ExchangeStream(Protocol):
    """Keeps the latest exchanges of all processes, and numbers them from 1.

    Every method may raise StoreGoneError.
    """

    async def append(self, entries: Sequence[Entry], *, lost: int, known: int) -> int:
        """Append exchanges, and return the number of the first.

        `lost` is how many there were before them, which have a number too; `known` the number of
        the last one that this process knows. If it fails, the same call is repeated later.
        """
        ...

    async def clear(self, session: str | None) -> None:
        """Append that the exchanges of a session were deleted, or all."""

    async def read(self, after: int, operations: Operations) -> SharedBatches:
        """Return what was appended after a position, or some of it; 0 is the beginning."""
        ...

    async def gather(self) -> str:
        """Return when every other process has appended what it had.

        The text is a sentence about those that may not have, or empty.
        """


def entries_bytes(entries: Iterable[Entry], lost: int = 0) -> bytes:
    """Return entries as bytes, without their numbers."""
    return marshal.dumps(([_plain(entry) for entry in entries], lost))


def clear_bytes(session: str | None) -> bytes:
    """Return as bytes that the exchanges of a session were deleted, or all."""
    return marshal.dumps((None, session))


def read_part(data: bytes, first: int, operations: Operations, *, position: int = 0) -> SharedBatch:
    """Return a part, whose first exchange has the number `first`.

    An operation that the documents do not have any more is None.
    """
    rows, other = marshal.loads(data)  # noqa: S302 - a fork of this process has written it
    if rows is None:
        return SharedBatch(position=position, is_clear=True, session=other)
    entries: list[Entry] = []
    for number, row in enumerate(rows, first + other):
        key = row[_OPERATION]
        operation = None if key is None else operations.get(key)
        parts = (number, *row[1:_OPERATION], operation, *row[_OPERATION + 1 :])
        entries.append(Entry._make(parts))
    return SharedBatch(position=position, entries=tuple(entries))


def _plain(entry: Entry) -> tuple[object, ...]:
    operation = entry.operation
    key = None if operation is None else (operation.api, operation.id)
    return (0, *entry[1:_OPERATION], key, *entry[_OPERATION + 1 :])
