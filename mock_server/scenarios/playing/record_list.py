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
    def is_told(self) -> bool:
        """Whether it comes with more than its bytes."""
        return self.retry_after is not None or self.fault != ""

    def holds(self, moment: int) -> bool:
        """Whether the bytes are those of `moment`."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
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


class Dataset:
    """The ordered records behind a list."""

    def __init__(self, count: int, encode: Callable[[int, int], Record]) -> None:
        """Take how many records there are, and what encodes one at a moment, both from 0."""
        self.count = count
        self._encode = encode
        self._settled: list[bytes | None] = [None] * count
        self._moving: dict[int, Record] = {}

    def stretch(self, offset: int, limit: int, moment: int) -> Stretch:
        """Return up to `limit` records from `offset` on, as they are at `moment`."""
        bodies = self._settled[offset : offset + limit]
        try:
            # join itself says whether one is missing, which is cheaper than looking.
            return Stretch(body=b",".join(bodies), count=len(bodies))  # type: ignore[arg-type]
        except TypeError:
            return self._gather(offset, len(bodies), moment)

    def _gather(self, offset: int, count: int, moment: int) -> Stretch:
        records = [self._record(index, moment) for index in range(offset, offset + count)]
        ends = [record.until for record in records if record.until is not None]
        waits = [record.retry_after for record in records if record.retry_after is not None]
        return Stretch(
            body=b",".join(record.body for record in records),
            count=count,
            until=min(ends, default=None),
            retry_after=min(waits, default=None),
            fault=next((record.fault for record in records if record.fault), ""),
        )

    def _record(self, index: int, moment: int) -> Record:
        settled = self._settled[index]
        if settled is not None:
            return Record(body=settled)
        record = self._moving.get(index)
        if record is None or not record.holds(moment):
            record = self._encode(index, moment)
            if record.since == 0 and record.until is None and not record.is_told:
                self._settled[index] = record.body
            else:
                self._moving[index] = record
        return record
