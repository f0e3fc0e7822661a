"""The lines of requests that are waiting to be written to the log.

Another thread takes, formats and writes them, so that no client waits for a terminal: a request
itself queues only a few values. The queue is bounded, so that an output that stands still costs no
memory.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

from mock_server.clock import format_time
from mock_server.journal.entries.entry import is_left_out
from mock_server.journal.log_lines import MAX_TEXT, UNITS, LineFormat, LoggedFacts
from mock_server.journal.redaction import Redaction
from mock_server.sessions.request_context import (
    RepeatRecorder,
    RequestContext,
    SentHead,
    record_nothing,
)

MAX_WAITING = 20_000  # lines that may wait; later requests are only counted
_MAX_KNOWN = 256  # kinds of requests whose parts of a line are kept


class _Rest(NamedTuple):
    """What is behind the duration of a line, without the path."""

    prefix: str  # what is before the path
    raw_query: bytes
    end: str  # what is behind the URL
    redaction: Redaction

    @property
    def max_path(self) -> int:
        """Bytes of a path that may wait; a longer one is formatted, and cut, at once."""
        return MAX_TEXT - len(self.raw_query)


_Line = tuple[float, float, str, str | _Rest, bytes]
"""A line before it is formatted: time and duration in seconds, the text between them, what is
behind the duration, and the raw path, if that is not ready yet."""


class RequestLog:
    """Queues lines; one thread records, another takes.

    Attributes:
        wake: Called when the first line of a batch is queued.
        skipped: How many requests have no line, because too many were waiting.
    """

    def __init__(
        self,
        style: LineFormat,
        redaction: Redaction | None = None,
        *,
        max_waiting: int = MAX_WAITING,
    ) -> None:
        """Begin empty. At most `max_waiting` lines are queued."""
        self._style = style
        self._redaction = redaction or Redaction()
        self._max_waiting = max_waiting
        self._waiting: deque[_Line] = deque()
        self._known: dict[tuple[object, ...], tuple[str, str]] = {}
        self._second, self._opening = -1, ""
        self.wake: Callable[[], object] = _do_nothing
        self.skipped = 0

    def set_redaction(self, redaction: Redaction) -> None:
        """Redact other secrets from now on."""
        self._redaction = redaction

    def close(self) -> None:
        """Queue nothing any more."""
        self._max_waiting = 0
        self._waiting.clear()

    def record(self, context: RequestContext) -> None:
        """Queue the line of a request, unless the journal leaves it out."""
        head = context.head
        if self._max_waiting and not is_left_out(head):
            before, end = self._around(context)
            rest = _Rest(context.session.prefix, head.raw_query, end, self._redaction)
            real, seconds, path = context.real, context.seconds, head.path
            if len(path) <= rest.max_path:
                self._waiting.append((real, seconds, before, rest, path))
            else:
                self._waiting.append((real, seconds, before, self._ending(rest, path), b""))
            self._signal(len(self._waiting))

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:
        """Return a function that queues the line of the same request again, with other times."""
        head = context.head
        if is_left_out(head):
            return record_nothing
        waiting, append = self._waiting, self._waiting.append
        before, end = self._around(context)
        rest = _Rest(context.session.prefix, head.raw_query, end, self._redaction)
        whole, max_path = self._ending(rest, head.path), rest.max_path

        def repeat(real: float, now: float, seconds: float, sent: SentHead | None = None) -> None:  # noqa: ARG001 - real time is shown
            if sent is None:
                append((real, seconds, before, whole, b""))
            elif len(path := sent.path) <= max_path:
                append((real, seconds, before, rest, path))
            else:
                append((real, seconds, before, self._ending(rest, path), b""))
            if (size := len(waiting)) == 1 or size > self._max_waiting:
                self._signal(size)

        return repeat

    def take(self) -> Iterator[str]:
        """Yield the lines that are waiting, the oldest first, each with its line feed."""
        waiting, popleft = self._waiting, self._waiting.popleft
        # The texts of the latest time and duration, and the bounds within which they are the same.
        time, since, until = "", 0.0, -1.0
        duration, least, most = "", 0.0, -1.0
        while waiting:
            real, seconds, before, rest, path = popleft()
            if not since <= real < until:
                moment = int(real * 1000)
                since, until = moment / 1000, (moment + 1) / 1000
                time = self._time(moment)
            if not least <= seconds < most:
                units = round(seconds * UNITS)
                least, most = (units - 0.5) / UNITS, (units + 0.5) / UNITS
                duration = self._style.duration(units / UNITS)
            ending = rest if isinstance(rest, str) else self._ending(rest, path)
            yield f"{time}{before}{duration}{ending}\n"

    def _signal(self, size: int) -> None:
        """Wake the other thread, or drop the last line, if that is due at this number of lines."""
        if size == 1:
            # The other thread has taken all lines before this one.
            self.wake()
        elif size > self._max_waiting:
            # The other thread may have taken it by now.
            with suppress(IndexError):
                self._waiting.pop()
                self.skipped += 1

    def _time(self, moment: int) -> str:
        """Return the beginning of a line from a time in milliseconds."""
        second, milliseconds = divmod(moment, 1000)
        if second != self._second:
            shown = format_time(second).removesuffix("Z")[self._style.hidden :]
            self._second, self._opening = second, f"{self._style.opening}{shown}"
        return f"{self._opening}.{milliseconds:03d}Z"

    def _around(self, context: RequestContext) -> tuple[str, str]:
        """Return what is before the duration and behind the URL of a line.

        Many requests differ in their URL alone, unless something about them is said in words.
        """
        if context.refusal or context.violations or context.notes:
            return self._style.around(self._facts(context))
        operation = context.head.operation
        key = (
            context.head.method,
            operation,
            context.status,
            context.session.session.name,
            context.scenario,
            context.example,
            context.fault,
            context.collection,
            context.recorded,
        )
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            known = self._known[key] = self._style.around(self._facts(context))
        return known

    def _ending(self, rest: _Rest, raw_path: bytes) -> str:
        """Return what is behind the duration."""
        prefix, raw_query, end, redaction = rest
        path = redaction.path(raw_path)[:MAX_TEXT].decode("ascii", "backslashreplace")
        url = f"{prefix}{path}"
        if raw_query:
            query = redaction.query(raw_query)[:MAX_TEXT]
            url = f"{url}?{query.decode('ascii', 'backslashreplace')}"
        return f"{self._style.lead}{self._style.shown_url(url)}{end}"

    def _facts(self, context: RequestContext) -> LoggedFacts:
        head, refusal, scenario = context.head, context.refusal, context.scenario
        operation = head.operation
        if refusal:
            refusal = self._redaction.sentence(refusal)[: 4 * MAX_TEXT]
        violations = " ".join(map(self._redaction.sentence, context.violations))[: 4 * MAX_TEXT]
        notes = "; ".join(map(self._redaction.sentence, context.notes))[: 4 * MAX_TEXT]
        return LoggedFacts(
            head.method[:MAX_TEXT],
            context.status,
            operation.api if operation is not None else "",
            operation.id if operation is not None else "",
            context.session.name,
            scenario,
            "" if scenario else context.example,
            context.fault,
            refusal,
            violations,
            context.collection,
            context.recorded,
            notes,
        )


def _do_nothing() -> None:
    """Wake nothing: no thread is waiting."""
