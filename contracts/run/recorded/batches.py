"""Keeps the exchanges of each operation until there are enough to be judged, in bounded memory.

Rules about several answers need earlier ones: of every batch the latest answer to each request is
kept for the next one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from contracts.http.messages.exchange import Purpose
from contracts.observations.observation import Observation

Key = tuple[str, str]  # short name of the API, and id of the operation

Judge = Callable[[Key, Sequence[Observation], Sequence[Observation]], None]
"""Judges earlier and new observations of one operation, in order."""

IN_PARTS = frozenset({Purpose.RECORDED, Purpose.GENERATED})
"""Purposes of exchanges that are judged without those beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLimits:
    """How much is kept."""

    observations: int = 2000  # of one operation, before they are judged
    body_bytes: int = 16 * 1024 * 1024  # bytes of their bodies
    every: int = 20_000  # of all operations together
    every_body_bytes: int = 96 * 1024 * 1024  # bytes of their bodies
    earlier: int = 200  # that are kept for the next batch
    earlier_bytes: int = 2 * 1024 * 1024  # bytes of their bodies


@dataclass(slots=True)
class _Batch:
    new: list[Observation] = field(default_factory=list)
    size: int = 0
    earlier: tuple[Observation, ...] = ()

    @property
    def weight(self) -> int:
        """About how many bytes it takes; an observation takes some thousands beside its body."""
        return self.size + 5000 * len(self.new)


class Batches:
    """The observations that are not judged yet."""

    def __init__(self, judge: Judge, limits: BatchLimits) -> None:
        """Begin without any.

        `judge` is called with each batch.
        """
        self._judge = judge
        self._limits = limits
        self._batches: dict[Key, _Batch] = {}
        self._count = 0
        self._size = 0

    def add(self, key: Key, seen: Observation) -> None:
        """Take an observation, and judge those of its operation if there are enough."""
        batch = self._batches.setdefault(key, _Batch())
        size = _size(seen)
        batch.new.append(seen)
        batch.size += size
        self._count += 1
        self._size += size
        limits = self._limits
        is_full = len(batch.new) >= limits.observations and seen.exchange.purpose in IN_PARTS
        if is_full or batch.size >= limits.body_bytes:
            self._flush(key)
        elif self._count >= limits.every or self._size >= limits.every_body_bytes:
            self._flush(max(self._batches, key=lambda each: self._batches[each].weight))

    def finish(self) -> None:
        """Judge what is left."""
        for key in self._batches:
            self._flush(key)

    def _flush(self, key: Key) -> None:
        batch = self._batches[key]
        if not batch.new:
            return
        self._judge(key, batch.earlier, batch.new)
        batch.earlier = self._latest([*batch.earlier, *batch.new])
        self._count -= len(batch.new)
        self._size -= batch.size
        batch.new, batch.size = [], 0

    def _latest(self, seen: Sequence[Observation]) -> tuple[Observation, ...]:
        """Return the latest observation of each request, of as many as are kept."""
        by_request = {(s.exchange.request.method, s.exchange.request.target): s for s in seen}
        kept: list[Observation] = []
        size = 0
        for each in sorted(by_request.values(), key=lambda s: -s.exchange.number):
            size += _size(each)
            if len(kept) >= self._limits.earlier or size > self._limits.earlier_bytes:
                break
            kept.append(each)
        return tuple(reversed(kept))


def _size(seen: Observation) -> int:
    response = seen.exchange.response
    return len(seen.exchange.request.body) + (len(response.body) if response else 0)
