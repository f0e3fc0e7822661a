"""The request journal: what the mock was asked and what it answered, bounded in count and bytes.

An entry keeps raw bytes; they are read when somebody looks. Equal bodies are kept once, so a
documented answer that goes out a thousand times costs its size once.
"""

from collections import deque
from typing import NamedTuple, Protocol

from mock_server.clock import http_date
from mock_server.http.preferences import SESSION_PREFIX
from mock_server.journal.redaction import Headers, Redaction
from mock_server.sessions.request_context import RepeatRecorder, RequestContext
from mock_server.settings import DEFAULT_JOURNAL_BYTES, DEFAULT_JOURNAL_ENTRIES
from openapi.contract import Operation

MAX_KEPT_BODY = 256 * 1024
"""Bytes of one body that are kept."""

_OVERHEAD = 512
"""What an entry takes by itself, roughly."""

_PER_HEADER = 120
"""What a header takes beside its bytes, roughly: two byte strings and the pair of them."""

_TOO_LARGE = frozenset({414, 431})
"""Statuses of requests whose heads were too large to be read (RFC 9110, 15.5.15; RFC 6585, 5)."""

_KEPT_OF_REFUSED = 256
"""Bytes of the path that are kept of such a request; its query and headers are not."""

_TOOL = b"/__"


class Entry(NamedTuple):
    """One exchange, without secrets; a tuple, since one is made for every request.

    Attributes:
        id: Counts up from 1, in the order in which the exchanges ended.
        real: When the request came, in real seconds since 1970.
        now: What the session's clock showed then; the real moment where no session is known.
        seconds: How long the answer took.
        session: Name of the session; empty for the default one.
        method: As sent.
        prefix: The URL prefix that named the session, or empty.
        path: Raw path without that prefix.
        query: Raw query.
        headers: Of the request.
        body: Of the request, as far as it is kept.
        body_size: Bytes of it that were read.
        operation: What was asked; None where the request leads to none.
        status: HTTP status of the answer; 0 where the connection ended without one.
        answer_headers: Of the answer.
        answer: Body of the answer, as far as it is kept.
        answer_size: Bytes of it that were sent.
        scenario: What was played, as `api/name`; empty for nothing.
        fault: Name of the fault that fired; empty for none.
        refusal: Why the mock refused the request; empty where it did not.
        size: Bytes that it takes, roughly, without the answer's body.
    """

    id: int
    real: float
    now: float
    seconds: float
    session: str
    method: str
    prefix: str
    path: bytes
    query: bytes
    headers: Headers
    body: bytes
    body_size: int
    operation: Operation | None
    status: int
    answer_headers: Headers
    answer: bytes
    answer_size: int
    scenario: str
    fault: str
    refusal: str
    size: int

    @property
    def is_unmatched(self) -> bool:
        """Whether the mock had no answer to give but a refusal."""
        return bool(self.refusal)

    @property
    def has_whole_answer(self) -> bool:
        """Whether the answer's body was kept to its last byte."""
        return len(self.answer) == self.answer_size


_SESSION = Entry._fields.index("session")
_HEADERS = Entry._fields.index("answer_headers")  # the answer itself follows
_DATE = b"date"


class Journal(Protocol):
    """What keeps exchanges, or does not."""

    is_on: bool
    dropped: int

    def record(self, context: RequestContext) -> None:
        """Keep what was seen of an exchange."""

    def entries(self) -> tuple[Entry, ...]:
        """Return what is kept, the oldest first."""

    def find(self, entry_id: int) -> Entry | None:
        """Return one entry."""

    def clear(self, session: str | None = None) -> int:
        """Forget the entries of one session, or all; return how many."""

    @property
    def size(self) -> int:
        """Bytes that are kept, roughly."""

    def set_redaction(self, redaction: Redaction) -> None:
        """Take out other secrets from here on."""

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:
        """Return what keeps the same exchange again and again; only its times differ."""


class MemoryJournal:
    """Keeps the latest exchanges in memory.

    Attributes:
        is_on: Always.
        dropped: How many entries made room for later ones since the last time all was cleared.
    """

    is_on = True

    def __init__(
        self,
        redaction: Redaction | None = None,
        *,
        max_entries: int = DEFAULT_JOURNAL_ENTRIES,
        max_bytes: int = DEFAULT_JOURNAL_BYTES,
    ) -> None:
        """Begin empty.

        Args:
            redaction: Takes secrets out before anything is kept.
            max_entries: How many exchanges are kept.
            max_bytes: How much they may take, roughly.
        """
        self._redaction = redaction or Redaction()
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._entries: deque[Entry] = deque()
        self._bodies = _BodyPool()
        self._size = 0
        self._next_id = 1
        self.dropped = 0

    @property
    def size(self) -> int:
        """Bytes that are kept, roughly."""
        return self._size + self._bodies.size

    def set_redaction(self, redaction: Redaction) -> None:
        """Take out other secrets from here on."""
        self._redaction = redaction

    def record(self, context: RequestContext) -> None:
        """Keep what was seen of an exchange, unless it was about a page of the tool itself."""
        entry = self._entry(context)
        if entry is not None:
            self._keep(entry._replace(answer=self._bodies.keep(entry.answer)))

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:
        """Return what keeps the same exchange again and again; only its times differ."""
        entry = self._entry(context)
        if entry is None:
            return _record_nothing
        # An entry is a tuple, so what stands between the parts that differ is cut out once.
        middle, end = entry[_SESSION:_HEADERS], entry[_HEADERS + 2 :]
        before, after = _split_at_date(entry.answer_headers)
        answer = entry.answer

        def keep(real: float, now: float, seconds: float) -> None:
            headers = (*before, (_DATE, http_date(now)), *after)
            body = self._bodies.keep(answer)
            times = (self._next_id, real, now, seconds)
            self._keep(Entry._make((*times, *middle, headers, body, *end)))

        return keep

    def _keep(self, entry: Entry) -> None:
        self._next_id = entry.id + 1
        self._entries.append(entry)
        self._size += entry.size
        while len(self._entries) > self._max_entries or self.size > self._max_bytes:
            self._evict(self._entries.popleft())
            self.dropped += 1

    def entries(self) -> tuple[Entry, ...]:
        """Return what is kept, the oldest first."""
        return tuple(self._entries)

    def find(self, entry_id: int) -> Entry | None:
        """Return one entry."""
        return next((entry for entry in self._entries if entry.id == entry_id), None)

    def clear(self, session: str | None = None) -> int:
        """Forget the entries of one session, or all; return how many."""
        if session is None:
            self.dropped = 0
        gone = [entry for entry in self._entries if session in (None, entry.session)]
        for entry in gone:
            self._evict(entry)
        kept = (entry for entry in self._entries if session not in (None, entry.session))
        self._entries = deque(kept)
        return len(gone)

    def _evict(self, entry: Entry) -> None:
        self._size -= entry.size
        self._bodies.release(entry.answer)

    def _entry(self, context: RequestContext) -> Entry | None:
        head, session, redaction = context.head, context.session, self._redaction
        if is_tool_path(head.path):
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
            fault=context.fault,
            refusal=context.refusal,
            size=_OVERHEAD
            + (len(path) + len(query) + len(body) + len(context.refusal))
            + (_size_of(headers) + _size_of(answer_headers)),
        )


class NoJournal:
    """Keeps nothing."""

    is_on = False
    dropped = 0
    size = 0

    def record(self, context: RequestContext) -> None:
        """Look away."""

    def entries(self) -> tuple[Entry, ...]:
        """Return nothing."""
        return ()

    def find(self, entry_id: int) -> Entry | None:  # noqa: ARG002 - nothing is ever found
        """Return nothing."""
        return None

    def clear(self, session: str | None = None) -> int:  # noqa: ARG002 - nothing is there
        """Forget nothing."""
        return 0

    def set_redaction(self, redaction: Redaction) -> None:
        """Need no care."""

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:  # noqa: ARG002 - nothing is kept of any
        """Return what looks away."""
        return _record_nothing


def is_tool_path(path: bytes) -> bool:
    """Whether a path leads to a page of the tool itself, which nobody's client is about."""
    return path.startswith(_TOOL) and not path.startswith(SESSION_PREFIX)


def _size_of(headers: Headers) -> int:
    size = _PER_HEADER * len(headers)
    for name, value in headers:
        size += len(name) + len(value)
    return size


def _record_nothing(real: float, now: float, seconds: float) -> None:
    """Keep nothing."""


def _split_at_date(headers: Headers) -> tuple[Headers, Headers]:
    """Return the headers before and behind the date; all before where there is none."""
    names = [name for name, _ in headers]
    place = names.index(_DATE) if _DATE in names else len(names)
    return headers[:place], headers[place + 1 :]


class _BodyPool:
    """Bodies, each kept once however many entries have it."""

    def __init__(self) -> None:
        self.size = 0
        self._kept: dict[bytes, tuple[bytes, int]] = {}

    def keep(self, body: bytes) -> bytes:
        kept, count = self._kept.get(body, (body, 0))
        self._kept[kept] = (kept, count + 1)
        if not count:
            self.size += len(kept)
        return kept

    def release(self, body: bytes) -> None:
        kept, count = self._kept.pop(body)
        if count > 1:
            self._kept[kept] = (kept, count - 1)
        else:
            self.size -= len(kept)
