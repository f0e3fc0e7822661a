"""An exchange that happens again: what is noted of it, and its entries.

Only its times are noted, since that is done for each of many thousand requests in a second.
"""

from mock_server.clock import http_date
from mock_server.http.responses import Headers
from mock_server.journal.entries.entry import Entry, headers_size

_SESSION = Entry._fields.index("session")
_PATH = Entry._fields.index("path")  # the query follows
_SENT = Entry._fields.index("headers")
_HEADERS = Entry._fields.index("answer_headers")  # the answer itself follows
_DATE = b"date"
_new = tuple.__new__  # without the check of `_make`

Times = tuple[int, float, float, float]
"""What differs between equal exchanges: id, real time, the session's time, duration."""


class RepeatedExchange:
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
        self._size = entry.size - len(path) - headers_size(entry.headers)

    def again(self, times: Times) -> Entry:
        """Return the entry of an equal request at another time."""
        answered = self._headers_at(times[2]), self._answer
        return _new(Entry, (*times, *self._middle, *answered, *self._end))

    def similar(self, times: Times, path: bytes, headers: Headers) -> Entry:
        """Return the entry of a request with another path and other headers."""
        request = (*self._session, path, self._query, headers, *self._between)
        answered = self._headers_at(times[2]), self._answer
        size = self._size + len(path) + headers_size(headers)
        return _new(Entry, (*times, *request, *answered, *self._end[:-1], size))

    def _headers_at(self, now: float) -> Headers:
        """Return the headers of the answer; entries of the same second share them."""
        if int(now) != self._second:
            self._second = int(now)
            self._headers = (*self._before, (_DATE, http_date(now)), *self._after)
        return self._headers


def _split_at_date(headers: Headers) -> tuple[Headers, Headers]:
    """Return the headers before and after the date; without a date, all are before."""
    names = [name for name, _ in headers]
    index = names.index(_DATE) if _DATE in names else len(names)
    return headers[:index], headers[index + 1 :]
