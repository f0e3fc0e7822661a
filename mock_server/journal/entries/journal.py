"""The request journal: requests and their responses, bounded in count and bytes.

An entry keeps raw bytes, which are decoded when it is shown. Equal bodies are kept once, so a
documented response that is sent a thousand times takes its size once. Of an exchange that happens
again only the times are noted; it becomes an entry when the journal is read.
"""

from collections import deque
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from mock_server.clock import http_date
from mock_server.http.preferences import SESSION_PREFIX
from mock_server.http.requests import MOCK_PREFIX, RequestHead
from mock_server.http.responses import Headers
from mock_server.http.validation.paths import is_of_browser
from mock_server.journal.redaction import Redaction
from mock_server.sessions.request_context import (
    RepeatRecorder,
    RequestContext,
    SentHead,
    record_nothing,
)
from mock_server.settings import DEFAULT_JOURNAL_BYTES, DEFAULT_JOURNAL_ENTRIES
from openapi.contract import Operation
from openapi.values import dataclass

MAX_KEPT_BODY = 256 * 1024  # bytes of one body that are kept
_OVERHEAD = 512  # approximate bytes of an entry without its contents
_PER_HEADER = 120  # approximate bytes of a header besides its text: two byte strings and a tuple
_TOO_LARGE = frozenset({414, 431})  # of the head (RFC 9110, 15.5.15; RFC 6585, 5)
_KEPT_OF_REFUSED = 256  # bytes of its path that are kept; no query and no headers


class Entry(NamedTuple):
    """One exchange, without secrets; a tuple, since one is made for every request."""

    id: int  # counts up from 1, in the order in which the exchanges ended
    real: float  # real time of the request, in seconds since 1970
    now: float  # the session's time of the request; the real time if no session is known
    seconds: float  # how long the response took
    session: str  # name of the session; empty for the default one
    method: str
    prefix: str  # the URL prefix that named the session, or empty
    path: bytes  # raw path without that prefix
    query: bytes
    headers: Headers
    body: bytes  # body of the request, as far as it is kept
    body_size: int  # bytes of the request's body that were read
    operation: Operation | None
    status: int  # HTTP status of the response; 0 if the connection ended without one
    answer_headers: Headers
    answer: bytes  # body of the response, as far as it is kept
    answer_size: int  # bytes of the response's body that were sent
    scenario: str  # the scenario that was played, as `api/name`; empty for none
    example: str  # the documented example in the response without faults; empty for none
    collection: str  # path of the collection whose records were asked for; empty for none
    recorded: str  # which recorded answer was played, or that none was; empty without a recording
    fault: str  # name of the fault that fired; empty for none
    refusal: str  # why the mock refused the request; empty if it did not
    violations: tuple[str, ...]  # what a proxied request and its response violate, as sentences
    notes: tuple[str, ...]  # what the request asks for and did not get, as sentences
    replica: str  # which one of several processes has answered; empty for the only one
    size: int  # approximate bytes of the entry, without the response's body

    @property
    def is_unmatched(self) -> bool:
        """Whether the mock refused the request."""
        return bool(self.refusal)

    @property
    def has_whole_answer(self) -> bool:
        """Whether the response's body was kept whole."""
        return len(self.answer) == self.answer_size


_SESSION = Entry._fields.index("session")
_PATH = Entry._fields.index("path")  # the query follows
_SENT = Entry._fields.index("headers")
_HEADERS = Entry._fields.index("answer_headers")  # the answer itself follows
_DATE = b"date"
_new = tuple.__new__  # without the check of `_make`
_Times = tuple[int, float, float, float]  # id, real time, the session's time, duration


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
        self._most = min(max_entries, max_bytes // _OVERHEAD)
        self._most_noted = 2 * self._most
        self._noted: list[tuple[_Repeated, float, float, float]] = []
        self._entries: deque[Entry] = deque()
        self._bodies = _BodyPool()
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
        entry = self._entry(context)
        if entry is not None:
            self._keep(entry)

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:
        """Return a function that keeps the same exchange again, with other times."""
        entry = self._entry(context)
        if entry is None:
            return record_nothing
        repeated, noted, limit = _Repeated(entry, context.head.path), self._noted, self._most_noted

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

    def _entry(self, context: RequestContext) -> Entry | None:
        head, session, redaction = context.head, context.session, self._redaction
        if is_left_out(head):
            return None
        path, raw_query, raw_headers = head.path, head.raw_query, head.raw_headers
        if context.status in _TOO_LARGE and context.refusal:
            path, raw_query, raw_headers = path[:_KEPT_OF_REFUSED], b"", ()
        query, body = redaction.query(raw_query), redaction.body(bytes(context.body))
        headers = redaction.headers(raw_headers)
        answer_headers = redaction.headers(context.headers)
        return Entry(
            id=self._next_id,
            real=context.real,
            now=session.now,
            seconds=context.seconds,
            session=session.name,
            method=head.method,
            prefix=session.prefix,
            path=redaction.path(path),
            query=query,
            headers=headers,
            body=body,
            body_size=context.body_size,
            operation=head.operation,
            status=context.status,
            answer_headers=answer_headers,
            answer=redaction.answer(bytes(context.answer)),
            answer_size=context.answer_size,
            scenario=context.scenario,
            example=context.example,
            collection=context.collection,
            recorded=context.recorded,
            fault=context.fault,
            refusal=context.refusal,
            violations=tuple(map(redaction.sentence, context.violations)),
            notes=tuple(map(redaction.sentence, context.notes)),
            replica=self.replica,
            size=_OVERHEAD
            + (len(path) + len(query) + len(body) + len(context.refusal))
            + sum(map(len, context.violations))
            + sum(map(len, context.notes))
            + (_size_of(headers) + _size_of(answer_headers)),
        )


def is_left_out(head: RequestHead) -> bool:
    """Whether a request is not journaled: for a page of the mock, or one of a browser's own."""
    is_of_mock = head.path.startswith(MOCK_PREFIX) and not head.path.startswith(SESSION_PREFIX)
    return is_of_mock or is_of_browser(head)


def _size_of(headers: Headers) -> int:
    size = _PER_HEADER * len(headers)
    for name, value in headers:
        size += len(name) + len(value)
    return size


def _split_at_date(headers: Headers) -> tuple[Headers, Headers]:
    """Return the headers before and after the date; without a date, all are before."""
    names = [name for name, _ in headers]
    index = names.index(_DATE) if _DATE in names else len(names)
    return headers[:index], headers[index + 1 :]


class _Repeated:
    """An exchange that may happen again: what its entries have in common."""

    __slots__ = ("_after", "_answer", "_before", "_between", "_end", "_headers", "_middle",
                 "_query", "_second", "_session", "_size")  # fmt: skip

    def __init__(self, entry: Entry, path: bytes) -> None:
        """Take the entry of an exchange apart; `path` is the one that was sent."""
        # An entry is a tuple, so its parts are sliced once.
        self._middle, self._end = entry[_SESSION:_HEADERS], entry[_HEADERS + 2 :]
        self._session, self._between = entry[_SESSION:_PATH], entry[_SENT + 1 : _HEADERS]
        self._query, self._answer = entry.query, entry.answer
        self._before, self._after = _split_at_date(entry.answer_headers)
        self._headers: Headers = entry.answer_headers
        self._second: int | None = None
        # The size without what another request has in its place.
        self._size = entry.size - len(path) - _size_of(entry.headers)

    def again(self, times: _Times) -> Entry:
        """Return the entry of an equal request at another time."""
        answered = self._headers_at(times[2]), self._answer
        return _new(Entry, (*times, *self._middle, *answered, *self._end))

    def similar(self, times: _Times, path: bytes, headers: Headers) -> Entry:
        """Return the entry of a request with another path and other headers."""
        request = (*self._session, path, self._query, headers, *self._between)
        answered = self._headers_at(times[2]), self._answer
        size = self._size + len(path) + _size_of(headers)
        return _new(Entry, (*times, *request, *answered, *self._end[:-1], size))

    def _headers_at(self, now: float) -> Headers:
        """Return the headers of the answer; entries of the same second share them."""
        if int(now) != self._second:
            self._second = int(now)
            self._headers = (*self._before, (_DATE, http_date(now)), *self._after)
        return self._headers


class _BodyPool:
    """Bodies with reference counts; equal ones are kept once."""

    def __init__(self) -> None:
        self.size = 0
        self._kept: dict[bytes, _CountedBody] = {}

    def keep(self, body: bytes) -> bytes:
        kept = self._kept.get(body)
        if kept is None:
            kept = self._kept[body] = _CountedBody(body)
            self.size += len(body)
        kept.count += 1
        return kept.body

    def release(self, body: bytes) -> None:
        kept = self._kept[body]
        kept.count -= 1
        if not kept.count:
            del self._kept[body]
            self.size -= len(body)


@dataclass(slots=True)
class _CountedBody:
    body: bytes
    count: int = 0
