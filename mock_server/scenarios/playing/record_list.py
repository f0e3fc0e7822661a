"""Records of a list as finished bytes: encoded once, joined for each page.

A record that never changes is encoded once for good, one that does once for each change. Nothing
is encoded before somebody asks for it, so a long list costs what is looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record at one moment.

    Attributes:
        body: Its bytes.
        since: First moment for which they are known to hold.
        until: First moment for which they may not; None where they hold for ever.
        retry_after: Seconds a client should wait, if it is told.
        fault: What is armed while it holds; empty for nothing.
    """

    body: bytes
    since: int = 0
    until: int | None = None
    retry_after: int | None = None
    fault: str = ""

    @property
    def has_side_effects(self) -> bool:
        """Whether it comes with more than its bytes."""
        return self.retry_after is not None or self.fault != ""

    def is_valid_at(self, moment: int) -> bool:
        """Whether the bytes are those of `moment`."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSlice:
    """Records that follow each other.

    Attributes:
        body: Their bytes, with commas between.
        count: How many they are.
        until: First moment for which one of them may change; None for never.
        retry_after: The shortest wait that any of them tells.
        fault: What the first of them that arms anything arms.
    """

    body: bytes
    count: int
    until: int | None = None
    retry_after: int | None = None
    fault: str = ""


MAX_BYTES = 8 * 1024 * 1024
"""Of the records of one list that are kept as bytes."""

_BLOCK = 512
_OVERHEAD = 128
"""What a kept record takes beside its bytes, roughly."""


class Dataset:
    """The ordered records behind a list.

    Attributes:
        count: How many records there are.
        size: Bytes that are kept of them, roughly.
    """

    def __init__(
        self, count: int, encode: Callable[[int, int], Record], *, max_bytes: int = MAX_BYTES
    ) -> None:
        """Keep no record yet.

        Args:
            count: How many records there are.
            encode: Encodes one at a moment, both from 0.
            max_bytes: How much is kept; what goes beyond makes room by forgetting all.
        """
        self.count = count
        self.size = 0
        self._encode = encode
        self._max_bytes = max_bytes
        # In blocks, so that a long list takes no room where nobody looks.
        self._constant: dict[int, list[bytes | None]] = {}
        self._changing: dict[int, Record] = {}

    def slice(self, offset: int, limit: int, moment: int) -> RecordSlice:
        """Return up to `limit` records from `offset` on, as they are at `moment`."""
        end = min(offset + limit, self.count)
        if offset >= end:
            return RecordSlice(body=b"", count=0)
        block, start = divmod(offset, _BLOCK)
        bodies = self._constant.get(block, _EMPTY)[start : start + end - offset]
        while len(bodies) < end - offset:
            block += 1
            if block not in self._constant:
                return self._gather(offset, end - offset, moment)
            bodies += self._constant[block][: end - offset - len(bodies)]
        try:
            # join itself says whether one is missing, which is cheaper than looking.
            return RecordSlice(body=b",".join(bodies), count=len(bodies))  # type: ignore[arg-type]
        except TypeError:
            return self._gather(offset, end - offset, moment)

    def _gather(self, offset: int, count: int, moment: int) -> RecordSlice:
        records = [self._record(index, moment) for index in range(offset, offset + count)]
        ends = [record.until for record in records if record.until is not None]
        waits = [record.retry_after for record in records if record.retry_after is not None]
        return RecordSlice(
            body=b",".join(record.body for record in records),
            count=count,
            until=min(ends, default=None),
            retry_after=min(waits, default=None),
            fault=next((record.fault for record in records if record.fault), ""),
        )

    def _record(self, index: int, moment: int) -> Record:
        block, place = divmod(index, _BLOCK)
        settled = self._constant.get(block, _EMPTY)[place]
        if settled is not None:
            return Record(body=settled)
        record = self._changing.get(index)
        if record is None or not record.is_valid_at(moment):
            record = self._encode(index, moment)
            self._keep(index, record)
        return record

    def _keep(self, index: int, record: Record) -> None:
        if self.size > self._max_bytes:
            self._constant.clear()
            self._changing.clear()
            self.size = 0
        before = self._changing.pop(index, None)
        if before is not None:
            self.size -= len(before.body) + _OVERHEAD
        self.size += len(record.body) + _OVERHEAD
        if record.since == 0 and record.until is None and not record.has_side_effects:
            block, place = divmod(index, _BLOCK)
            if block not in self._constant:
                self._constant[block] = [None] * _BLOCK
                self.size += 8 * _BLOCK
            self._constant[block][place] = record.body
        else:
            self._changing[index] = record


_EMPTY: list[bytes | None] = [None] * _BLOCK
"""Stands for a block of which nothing is kept; it is never changed."""
