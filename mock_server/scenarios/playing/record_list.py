"""Records of a list as JSON bytes: encoded when first requested, joined for each page.

A record that never changes is encoded once; another one again after each change.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordState:
    """A record at one moment. Moments are milliseconds after the start of the run."""

    body: bytes  # its JSON
    since: int = 0  # first moment at which it is known to be valid
    until: int | None = None  # first moment at which it may be invalid; None for never
    retry_after: int | None = None  # seconds for the `Retry-After` header; None for no header
    fault: str = ""  # the fault that is armed meanwhile; empty for none

    @property
    def has_side_effects(self) -> bool:
        """Whether it does more to an answer than add its bytes."""
        return self.retry_after is not None or self.fault != ""

    def is_valid_at(self, moment: int) -> bool:
        """Whether the bytes are valid at `moment`."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSlice:
    """Consecutive records."""

    body: bytes  # their JSON, separated by commas
    count: int  # number of records
    until: int | None = None  # first moment at which one of them may be invalid; None for never
    retry_after: int | None = None  # the smallest `retry_after` of the records
    fault: str = ""  # the first fault that one of the records arms


MAX_BYTES = 8 * 1024 * 1024  # largest size of the kept records of one list

_BLOCK = 512
_OVERHEAD = 128  # bytes that a kept record takes in addition to its JSON, roughly


class Dataset:
    """The ordered records behind a list.

    Attributes:
        count: Number of records.
        size: Size of the kept records in bytes, roughly.
    """

    def __init__(
        self, count: int, encode: Callable[[int, int], RecordState], *, max_bytes: int = MAX_BYTES
    ) -> None:
        """Create a dataset without any kept record.

        `encode` returns the record at an index, from 0, at a moment; above `max_bytes`, all kept
        records are dropped.
        """
        self.count = count
        self.size = 0
        self._encode = encode
        self._max_bytes = max_bytes
        # In blocks, so that records that are never requested take no memory.
        self._constant: dict[int, list[bytes | None]] = {}
        self._changing: dict[int, RecordState] = {}

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
            # join fails if a record is missing (None), which is cheaper than a test of each.
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

    def _record(self, index: int, moment: int) -> RecordState:
        block, place = divmod(index, _BLOCK)
        constant = self._constant.get(block, _EMPTY)[place]
        if constant is not None:
            return RecordState(body=constant)
        record = self._changing.get(index)
        if record is None or not record.is_valid_at(moment):
            record = self._encode(index, moment)
            self._keep(index, record)
        return record

    def _keep(self, index: int, record: RecordState) -> None:
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


_EMPTY: list[bytes | None] = [None] * _BLOCK  # without kept records; shared and never changed
