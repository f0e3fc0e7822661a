"""The protocol of a store: a map of small values with compare-and-set, and news of its changes.

A store knows no sessions. It keeps *fields* of *owners*, as bytes. Which value is newer is decided
by the replicas (`replication.cells`), so a store only has to compare bytes for equality.
Redis is one (`redis_store`), a dictionary is another (in the tests), and a process that others
reach through a socket can be a third.

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


Receive = Callable[[str, Fields], None]  # takes changed fields of an owner, in the event loop


class Store(Protocol):
    """Keeps the choices that replicas share.

    One replica uses one store object, in one event loop. The stream of entries is for what is
    appended and never changed, such as a journal that all replicas share.
    """

    # Whether the writer of a change receives it too, as late as the others; if not, they all have
    # it when `swap` returns.
    informs_writer: bool
    note: Callable[[str], None]  # gets a sentence about what the store has but cannot be read

    async def connect(self, receive: Receive) -> None:
        """Connect, and have `receive` called from now on with each change.

        A change may be received more than once, by its own writer too, and in another order than
        it was written. After a connection was lost, changes may be missing: `load` has them.

        Raises:
            StoreGoneError: It cannot be reached.
        """

    async def wait_until_lost(self) -> str:
        """Return when changes are no longer received, with the reason in a clause."""
        ...

    def load(self) -> AsyncIterator[tuple[str, Fields]]:
        """Yield every owner with its fields; those that change meanwhile are received too.

        Raises:
            StoreGoneError: The connection is lost.
        """
        ...

    async def swap(self, owner: str, swaps: Mapping[str, Swap]) -> Fields | None:
        """Write fields of an owner, all of them or none.

        The owner has up to MAX_OWNER characters, a field up to MAX_FIELD. None if the fields were
        written, which every replica is then informed of. Else the values that the store has in
        these fields, at least one of which was not the expected one; a field that is missing there
        has no value.

        Raises:
            StoreGoneError: The connection is lost; the fields may have been written nevertheless.
        """
        ...

    async def append(self, stream: str, entries: Sequence[bytes], *, keep: int) -> None:
        """Append entries to a stream, of which about the last `keep` are kept.

        Raises:
            StoreGoneError: The connection is lost; the entries may have been appended.
        """

    async def entries(
        self, stream: str, *, after: str = "", limit: int = 1000
    ) -> Sequence[tuple[str, bytes]]:
        """Return entries of a stream, each with its position, the oldest first.

        `after` is the position of the last entry that is known already; empty for the oldest.

        Raises:
            StoreGoneError: The connection is lost.
        """
        ...

    async def close(self) -> None:
        """Close all connections; never raises."""
