"""Entries of the journal as bytes, for another process of the same program.

The format is that of `marshal`, which is the fastest by far and writes what several entries have in
common once. It is not for data of others: both ends are forks of one process.
"""

import marshal
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
