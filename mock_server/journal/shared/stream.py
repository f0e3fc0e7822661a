"""The protocol of the stream through which processes share their exchanges."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


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
