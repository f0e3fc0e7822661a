"""The protocols of a store: a map of small values with compare-and-set, and news of its changes.

A store knows no sessions. It keeps *fields* of *owners*, as bytes. Which value is newer is decided
by the replicas (`replication.cells`), so a store only has to compare bytes for equality.
Redis is one (`redis_store`), a dictionary is another (in the tests), and the parent of workers is
a third. Redis also keeps what replicas show together: a stream of entries, reports, and news.

Every method may raise StoreGoneError; after that, `connect` is called again.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from mock_server.errors import MockServerError

Fields = Mapping[str, bytes]  # values by field, of one owner

MAX_OWNER = 200
MAX_FIELD = 10_000  # characters of the names that a replica uses
MAX_VALUE = 16 * 1024 * 1024  # bytes of the longest value; a longer one is neither written nor read


KEPT_FOR_EVER = frozenset({"server", "session:"})
"""Owners that no store may forget: the server, and the default session. Others are changed from
time to time as long as they are in use, and may be forgotten KEEP_SECONDS after that."""

KEEP_SECONDS = 48 * 3600  # twice as long as a session that is not used


class StoreGoneError(MockServerError):
    """The store cannot be reached, or does not answer in time. The text has no secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """A value to write, if the store still has the expected one."""

    expected: bytes | None  # the value that the store must have; None if it must have none
    value: bytes  # the value to write


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Entries that one replica appends to the stream at once."""

    writer: str  # the replica
    sequence: int  # its number among the additions of the writer, so that none is made twice
    data: bytes  # the entries
    count: int = 0  # how many there are
    known: int = 0  # the number of the last entry that the writer knows, for a stream that is new
    is_clearing: bool = False  # whether all entries before are dropped
    keep: int  # how many entries are kept, about
    max_bytes: int  # how many bytes are kept, about


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPart:
    """What one replica has appended at once."""

    position: int  # its place; larger than those before
    first: int  # the number of its first entry
    data: bytes  # what was appended


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamNews:
    """What was appended after a position."""

    epoch: str = ""  # the name of the stream: another one than before has begun anew
    floor: int = 1  # the number of the first entry since all were dropped
    parts: Sequence[StreamPart] = ()  # the oldest first; empty at the end


Receive = Callable[[str, Fields], None]  # takes changed fields of an owner, in the event loop


class Store(Protocol):
    """Keeps the choices that replicas share.

    One replica uses one store object, in one event loop.
    """

    # Whether the writer of a change receives it too, as late as the others; if not, they all have
    # it when `swap` returns.
    informs_writer: bool
    note: Callable[[str], None]  # gets a sentence about what the store has but cannot be read

    async def connect(self, receive: Receive) -> None:
        """Connect, and have `receive` called from now on with each change.

        A change may be received more than once, by its own writer too, and in another order than
        it was written. After a connection was lost, changes may be missing: `load` has them.
        """

    async def wait_until_lost(self) -> str:
        """Return when changes are no longer received, with the reason in a clause."""
        ...

    def load(self) -> AsyncIterator[tuple[str, Fields]]:
        """Yield every owner with its fields; those that change meanwhile are received too."""
        ...

    async def swap(self, owner: str, swaps: Mapping[str, Swap]) -> Fields | None:
        """Write fields of an owner, all of them or none.

        The owner has up to MAX_OWNER characters, a field up to MAX_FIELD. None if the fields were
        written, which every replica is then informed of. Else the values that the store has in
        these fields, at least one of which was not the expected one; a field that is missing there
        has no value. If the connection is lost, they may have been written nevertheless.
        """
        ...

    async def close(self) -> None:
        """Close all connections; never raises."""


class ReplicaStore(Store, Protocol):
    """A store that keeps what replicas show together as well, each for KEEP_SECONDS."""

    hear: Callable[[bytes], None]  # gets what `announce` says, in the event loop

    async def announce(self, text: bytes) -> None:
        """Inform every replica, this one too; those that are not connected miss it."""

    async def append(self, addition: Addition) -> int:
        """Append entries to the stream, which numbers them from 1; return the first number.

        What was appended before is not appended again, so a call that has failed, though it may
        have appended them, can be repeated.
        """
        ...

    async def read(self, after: int) -> StreamNews:
        """Return what was appended after a position, or some of it; 0 is the beginning."""
        ...

    async def keep_report(self, replica: str, report: bytes | None) -> None:
        """Keep the latest report of a replica, or none."""

    async def reports(self) -> Mapping[str, bytes]:
        """Return the latest report of each replica."""
        ...
