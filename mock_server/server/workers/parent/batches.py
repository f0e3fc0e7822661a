"""The exchanges of all workers in the order in which they came here, in batches.

Exchanges are numbered from 1. The parent does not read what a batch holds: it keeps the latest, as
many as the journal may have, and gives them to a worker that is asked for the journal.
"""

from collections import deque
from dataclasses import dataclass

MAX_READ_BYTES = 4 * 1024 * 1024  # bytes that are read at once, if the first batch is shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Exchanges of one worker."""

    position: int  # counts batches, from 1
    first: int  # the number of the first exchange
    count: int  # how many there are; none in a batch that says that the journal was cleared
    data: bytes  # what the worker sent


class Batches:
    """The latest batches.

    Attributes:
        floor: The number of the first exchange since the whole journal was cleared.
    """

    def __init__(self, *, max_exchanges: int, max_bytes: int) -> None:
        """Begin empty; the limits are those of the journal."""
        self._max_exchanges = max_exchanges
        self._max_bytes = max_bytes
        self._kept: deque[Batch] = deque()
        self._position = 0
        self._count = self._size = 0
        self._next = self.floor = 1

    def append(self, count: int, data: bytes) -> int:
        """Append a batch of `count` exchanges, and return the number of the first."""
        first = self._next
        self._next += count
        self._position += 1
        self._kept.append(Batch(position=self._position, first=first, count=count, data=data))
        self._count += count
        self._size += len(data)
        while len(self._kept) > 1 and (
            self._count - self._kept[0].count >= self._max_exchanges or self._size > self._max_bytes
        ):
            gone = self._kept.popleft()
            self._count -= gone.count
            self._size -= len(gone.data)
        return first

    def clear(self, data: bytes, *, is_whole: bool) -> None:
        """Append a batch that says that exchanges were deleted; `is_whole`, if all were."""
        if is_whole:
            self._kept.clear()
            self._count = self._size = 0
            self.floor = self._next
        self.append(0, data)

    def after(self, position: int) -> list[Batch]:
        """Return the batches after a position, the oldest first; not always all at once."""
        found: list[Batch] = []
        room = MAX_READ_BYTES
        for batch in self._newer(position):
            room -= len(batch.data)
            if found and room < 0:
                break
            found.append(batch)
        return found

    def _newer(self, position: int) -> list[Batch]:
        if not self._kept:
            return []
        # Positions have no gaps, so what is known already is skipped at once.
        known = max(position - self._kept[0].position + 1, 0)
        return [*self._kept][known:]
