"""The lines of requests that are waiting to be written to the log.

Another thread takes and writes them, so that no client waits for a terminal. The queue is bounded,
so that an output that stands still costs no memory. The line of a repeated request is made from
parts, which are formatted once; under load, many lines in a row are even equal.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress

from mock_server.clock import format_time
from mock_server.journal.journal import is_left_out
from mock_server.journal.log_lines import MAX_TEXT, UNITS, LineFormat, LoggedFacts
from mock_server.journal.redaction import Redaction
from mock_server.sessions.request_context import RepeatRecorder, RequestContext, SentHead

MAX_WAITING = 20_000  # lines that may wait; later requests are only counted
_MAX_KNOWN = 256  # kinds of requests whose parts of a line are kept


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
        self._waiting: deque[str] = deque()
        self._known: dict[tuple[object, ...], tuple[str, str]] = {}
        self._moment, self._beginning = -1, ""
        self._second = -1
        self._opening = ""
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
        if self._max_waiting and not is_left_out(context.head):
            style, (before, end) = self._style, self._around(context)
            time, duration = self._time(int(context.real * 1000)), style.duration(context.seconds)
            url = style.shown_url(self._url(context))
            self._waiting.append(f"{time}{before}{duration}{style.lead}{url}{end}\n")
            self._signal(len(self._waiting))

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:
        """Return a function that queues the line of the same request again, with other times."""
        if is_left_out(context.head):
            return _ignore
        style, waiting, append = self._style, self._waiting, self._waiting.append
        before, end = self._around(context)
        head, session = context.head, context.session
        whole = f"{style.lead}{style.shown_url(self._url(context))}{end}"
        # The current line, and the times and durations of which it is the line.
        line, since, until = "", 0.0, -1.0
        duration, least, most = "", 0.0, -1.0

        def repeat(real: float, now: float, seconds: float, sent: SentHead | None = None) -> None:  # noqa: ARG001 - real time is shown
            nonlocal line, since, until, duration, least, most
            if sent is not None or not (since <= real < until and least <= seconds < most):
                if not least <= seconds < most:
                    units = int(seconds * UNITS)
                    least, most = units / UNITS, (units + 1) / UNITS
                    duration = style.duration(seconds)
                moment = int(real * 1000)
                since, until = moment / 1000, (moment + 1) / 1000
                if sent is None:
                    after = whole
                else:
                    until = 0.0
                    url = self._url_of(session.prefix, sent.path, head.raw_query)
                    after = f"{style.lead}{style.shown_url(url)}{end}"
                line = f"{self._time(moment)}{before}{duration}{after}\n"
            append(line)
            if (size := len(waiting)) == 1 or size > self._max_waiting:
                self._signal(size)

        return repeat

    def take(self) -> Iterator[str]:
        """Yield the lines that are waiting, the oldest first, each with its line feed."""
        while self._waiting:
            yield self._waiting.popleft()

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
        if moment == self._moment:
            return self._beginning
        second, milliseconds = divmod(moment, 1000)
        if second != self._second:
            shown = format_time(second).removesuffix("Z")[self._style.hidden :]
            self._second, self._opening = second, f"{self._style.opening}{shown}"
        self._moment, self._beginning = moment, f"{self._opening}.{milliseconds:03d}Z"
        return self._beginning

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

    def _url(self, context: RequestContext) -> str:
        head = context.head
        return self._url_of(context.session.prefix, head.path, head.raw_query)

    def _url_of(self, prefix: str, raw_path: bytes, raw_query: bytes) -> str:
        redaction = self._redaction
        path = redaction.path(raw_path)[:MAX_TEXT].decode("ascii", "backslashreplace")
        url = f"{prefix}{path}"
        if not raw_query:
            return url
        query = redaction.query(raw_query)[:MAX_TEXT]
        return f"{url}?{query.decode('ascii', 'backslashreplace')}"

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


def _ignore(real: float, now: float, seconds: float, sent: SentHead | None = None) -> None:
    """Queue nothing."""
