"""The request journal: requests and their responses, bounded in count and bytes.

An entry keeps raw bytes, which are decoded when it is shown. Equal bodies are kept once, so a
documented response that is sent a thousand times takes its size once. Of an exchange that happens
again only the times are noted; it becomes an entry when the journal is read.
"""

from collections import deque
from collections.abc import Sequence
from itertools import takewhile

from mock_server.journal.entries.body_pool import BodyPool
from mock_server.journal.entries.entry import OVERHEAD, Entry, entry_of, is_left_out
from mock_server.journal.entries.repeated import RepeatedExchange
from mock_server.journal.redaction import Redaction
from mock_server.sessions.request_context import (
    RepeatRecorder,
    RequestContext,
    SentHead,
    record_nothing,
)
from mock_server.settings import DEFAULT_JOURNAL_BYTES, DEFAULT_JOURNAL_ENTRIES


class Journal:
    """Keeps the latest exchanges in memory.

    Attributes:
        is_on: Whether exchanges are recorded; the journal itself does not check it.
        replica: The name of this process, one of several; empty for the only one.
        clearings: How often entries were deleted on request.
    """

    def __init__(
        self,
        redaction: Redaction | None = None,
        *,
        max_entries: int = DEFAULT_JOURNAL_ENTRIES,
        max_bytes: int = DEFAULT_JOURNAL_BYTES,
        is_on: bool = True,
    ) -> None:
        """Begin empty.

        `redaction` removes secrets before an entry is kept; `max_bytes` is approximate.
        """
        self._redaction = redaction or Redaction()
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        # More entries than this are never kept; of the double, those before can be forgotten.
        self._most = min(max_entries, max_bytes // OVERHEAD)
        self._most_noted = 2 * self._most
        self._noted: list[tuple[RepeatedExchange, float, float, float]] = []
        self._entries: deque[Entry] = deque()
        self._bodies = BodyPool()
        self._size = 0
        self._next_id = 1
        self._dropped = 0
        self.is_on = is_on
        self.replica = ""
        self.clearings = 0

    @property
    def latest(self) -> int:
        """The id of the latest exchange, also if it is not kept any more; 0 before the first."""
        return self._next_id - 1 + len(self._noted)

    @property
    def dropped(self) -> int:
        """Entries that were evicted for later ones since the whole journal was cleared."""
        self._settle()
        return self._dropped

    @property
    def limits(self) -> tuple[int, int]:
        """How many entries, and about how many bytes of them, are kept."""
        return self._max_entries, self._max_bytes

    @property
    def size(self) -> int:
        """Approximate bytes of all entries."""
        self._settle()
        return self._size + self._bodies.size

    def set_redaction(self, redaction: Redaction) -> None:
        """Redact other secrets from now on."""
        self._redaction = redaction

    def record(self, context: RequestContext) -> None:
        """Keep an exchange, unless it is left out (`is_left_out`)."""
        self._settle()
        if not is_left_out(context.head):
            self._keep(self._entry(context))

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:
        """Return a function that keeps the same exchange again, with other times."""
        if is_left_out(context.head):
            return record_nothing
        repeated = RepeatedExchange(self._entry(context), context.head.path)
        noted, limit = self._noted, self._most_noted

        def keep(real: float, now: float, seconds: float, sent: SentHead | None = None) -> None:
            if sent is not None:
                self._settle()
                path = self._redaction.path(sent.path)
                headers = self._redaction.headers(sent.raw_headers)
                times = (self._next_id, real, now, seconds)
                self._keep(repeated.similar(times, path, headers))
                return
            noted.append((repeated, real, now, seconds))
            if len(noted) > limit:
                self._forget_surplus()

        return keep

    def _settle(self) -> None:
        """Make entries of what was noted."""
        if self._noted:
            self._forget_surplus()
            for repeated, real, now, seconds in self._noted:
                self._keep(repeated.again((self._next_id, real, now, seconds)))
            self._noted.clear()

    def _forget_surplus(self) -> None:
        """Drop all for which there is no room beside what was noted last."""
        surplus = len(self._noted) - self._most
        if surplus > 0:
            for entry in self._entries:
                self._evict(entry)
            self._dropped += len(self._entries) + surplus
            self._entries.clear()
            self._next_id += surplus
            del self._noted[:surplus]

    def _keep(self, entry: Entry) -> None:
        entries, bodies = self._entries, self._bodies
        self._next_id = entry.id + 1
        answer = bodies.keep(entry.answer)
        if answer is not entry.answer:
            entry = entry._replace(answer=answer)
        entries.append(entry)
        self._size += entry.size
        while len(entries) > self._max_entries or self._size + bodies.size > self._max_bytes:
            self._evict(entries.popleft())
            self._dropped += 1

    def take(self, limit: int, max_bytes: int) -> tuple[int, tuple[Entry, ...]]:
        """Remove the oldest entries, and return how many were dropped before, and them.

        At most `limit` are taken, of about `max_bytes` bytes, where equal bodies count once; at
        least one, if there is one.
        """
        self._settle()
        taken: list[Entry] = []
        bodies: set[bytes] = set()
        size = 0
        while self._entries and len(taken) < limit and size < max_bytes:
            entry = self._entries.popleft()
            self._evict(entry)
            size += entry.size + (0 if entry.answer in bodies else len(entry.answer))
            bodies.add(entry.answer)
            taken.append(entry)
        lost, self._dropped = self._dropped, 0
        return lost, tuple(taken)

    def adopt(self, entries: Sequence[Entry]) -> None:
        """Keep entries that another journal has numbered; what is missing before was dropped."""
        if not entries:
            return
        self._settle()
        missing = entries[0].id - self._next_id
        if missing > 0:
            # What is older would seem to be all that there was.
            for entry in self._entries:
                self._evict(entry)
            self._dropped += missing + len(self._entries)
            self._entries.clear()
        for entry in entries:
            self._keep(entry)

    def skip_to(self, number: int) -> None:
        """Forget the entries before a number, as if the journal had been cleared there."""
        self._settle()
        if number > self._next_id:
            self.clear()
            self._next_id = number

    def begin_again(self, number: int) -> None:
        """Forget all entries; the next one that is adopted would have this number."""
        self.clear()
        self._next_id = number

    def entries(self, *, since: int = 0) -> tuple[Entry, ...]:
        """Return the entries with an id above `since`, the oldest first."""
        self._settle()
        if not since:
            return tuple(self._entries)
        # Ids count up, so a client that asks often costs only what is new to it.
        return tuple(takewhile(lambda entry: entry.id > since, reversed(self._entries)))[::-1]

    def find(self, entry_id: int) -> Entry | None:
        """Return one entry."""
        self._settle()
        return next((entry for entry in self._entries if entry.id == entry_id), None)

    def clear(self, session: str | None = None) -> int:
        """Delete the entries of one session, or all; return how many."""
        self._settle()
        self.clearings += 1
        if session is None:
            self._dropped = 0
        gone = [entry for entry in self._entries if session in (None, entry.session)]
        for entry in gone:
            self._evict(entry)
        kept = () if session is None else self._entries
        self._entries = deque(entry for entry in kept if entry.session != session)
        return len(gone)

    def _evict(self, entry: Entry) -> None:
        self._size -= entry.size
        self._bodies.release(entry.answer)

    def _entry(self, context: RequestContext) -> Entry:
        return entry_of(context, self._redaction, number=self._next_id, replica=self.replica)
