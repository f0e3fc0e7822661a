"""Parses simple requests without a body directly from their bytes.

A second HTTP parser must never disagree with the first. So this one accepts only what is
unambiguous (RFC 9112): GET or HEAD with `HTTP/1.1`, a path and a query of ordinary characters, one
header a line, and no header about the body or the connection. Other requests are left to the main
parser; a property test proves that both give the same result.
"""

import re
import string
from collections.abc import Callable, Iterable
from typing import NamedTuple

from mock_server.asgi.fast_path.marks import Marks
from mock_server.http.requests import MOCK_PREFIX, RequestHead, operation_of, read_query
from mock_server.http.responses import Headers
from mock_server.http.validation.heads import is_host
from openapi.parameters.serialization import texts_by_name
from openapi.routing import Route

MAX_PLAIN_BYTES = 4096
MAX_PLAIN_HEADERS = 64
"""Limits of a simple request; larger ones are left to the main parser."""

MAX_LINES = 1024
MAX_LINE_BYTES = 256
"""Limits of the cached header lines, which came twice: most clients send the same ones often."""

_END = b"\r\n\r\n"
_METHODS = frozenset({b"GET", b"HEAD"})
_VERSION = b"HTTP/1.1"
_OTHER_PATHS = (b"//", MOCK_PREFIX)
"""How paths begin that are not simple: with an authority, or as those of the mock's own pages."""

_LETTERS_AND_DIGITS = (string.ascii_letters + string.digits).encode()
_IN_PATH = _LETTERS_AND_DIGITS + b"_.~!$&'()*+,;=:@/-"
_IN_QUERY = _IN_PATH + b"?%[]"
_IN_VALUE = bytes(range(0x20, 0x7F))
_HEADER_LINE = re.compile(rb"([\w-]+): ?([!-~](?:[ -~]*[!-~])?)")

_CONNECTION_OR_MOCK_HEADERS = frozenset(
    {
        b"connection",
        b"content-length",
        b"expect",
        b"prefer",
        b"proxy-connection",
        b"transfer-encoding",
        b"upgrade",
        b"x-forwarded-proto",
        b"x-mock-session",
    }
)
"""Headers with which a request is not simple: those of the connection, and mock preferences."""

_KEEP_ALIVE = (b"connection", b"keep-alive")
_CHECKED = _CONNECTION_OR_MOCK_HEADERS | {b"host"}


HeaderLine = tuple[bytes, tuple[bytes, bytes]]
"""What equal answers depend on, and the lower-case name with the value.

The first is the whole line if a step has ever read a header of this name, else the name as sent.
"""


class SimpleRequest(NamedTuple):
    """A simple request, split into its parts; its query may still turn out not to be readable."""

    method: bytes
    path: bytes
    raw_query: bytes
    lines: list[HeaderLine]

    @property
    def raw_headers(self) -> Headers:
        """Lower-case names and values, in order."""
        return tuple([raw for _, raw in self.lines])


class _NotSimpleError(Exception):
    """A header line is left to the main parser."""


class SimpleRequestParser:
    """Parses simple requests."""

    def __init__(self, find: Callable[[bytes], Route]) -> None:
        self._find = find
        self._lines: dict[bytes, HeaderLine] = {}
        self._marks = Marks(MAX_LINES)
        self._read: frozenset[str] = frozenset()
        # Names as they are sent, with the lower-case ones, of headers that no step has read.
        self._unread: dict[bytes, bytes] = {}

    def read(self, data: bytes) -> RequestHead | None:
        """Return the head if `data` is exactly one simple request, else None."""
        request = self.split(data)
        return None if request is None else self.head(request)

    def split(self, data: bytes) -> SimpleRequest | None:
        """Return the parts of a request; None if it is not simple.

        Whether its query, the number of its headers and its `Host` are those of a simple request
        is only known from `head`.
        """
        if len(data) > MAX_PLAIN_BYTES or not data.endswith(_END):
            return None
        first, _, block = data.partition(b"\r\n")
        words = first.split(b" ")
        if len(words) != 3 or words[0] not in _METHODS or words[2] != _VERSION:  # noqa: PLR2004
            return None
        path, _, query = words[1].partition(b"?")
        if path.translate(None, _IN_PATH) or (query and query.translate(None, _IN_QUERY)):
            return None
        if not path.startswith(b"/") or path.startswith(_OTHER_PATHS):
            return None
        known = self._lines
        try:
            lines = [known.get(line) or self._line(line) for line in block[:-4].split(b"\r\n")]
        except _NotSimpleError:
            return None
        return SimpleRequest(words[0], path, query, lines)

    def head(self, request: SimpleRequest) -> RequestHead | None:
        """Return the head of a request; None if it is not simple."""
        method, path, raw_query, lines = request
        if len(lines) > MAX_PLAIN_HEADERS or has_mock_parameters(raw_query):
            return None
        pairs = [(raw[0].decode("ascii"), (raw[1].decode("ascii"),)) for _, raw in lines]
        texts: dict[str, tuple[str, ...]] = dict(pairs)
        if len(texts) < len(pairs):
            texts = texts_by_name((name, text) for name, (text,) in pairs)
        query, error = read_query(raw_query)
        if error or len(texts.get("host", ())) != 1:
            return None
        verb, route = method.decode("ascii"), self._find(path)
        return RequestHead(
            verb,
            path,
            route,
            operation_of(verb, route),
            raw_query,
            query,
            "",
            request.raw_headers,
            texts,
        )

    def distinguish(self, names: Iterable[str]) -> bool:
        """Have the values of headers be part of `kind`; return whether some were not before."""
        read = self._read.union(names)
        if len(read) == len(self._read):
            return False
        self._read = read
        self._lines.clear()
        self._unread.clear()
        return True

    def _line(self, line: bytes) -> HeaderLine:
        name, _, rest = line.partition(b":")
        value, lower = rest.removeprefix(b" "), self._unread.get(name)
        if lower is None or not value or value.translate(None, _IN_VALUE) or value != value.strip():
            found = self._new_line(line)
        else:
            found = (name, (lower, value))
        if len(line) <= MAX_LINE_BYTES and self._marks.was_seen_before(line):
            if len(self._lines) >= MAX_LINES:
                self._lines.clear()
            self._lines[line] = found
        return found

    def _new_line(self, line: bytes) -> HeaderLine:
        """Return a line with a name that is new or decides something."""
        match = _HEADER_LINE.fullmatch(line)
        if match is None:
            raise _NotSimpleError
        sent, value = match.groups()
        name = sent.lower()
        if name in _CONNECTION_OR_MOCK_HEADERS and (name, value.lower()) != _KEEP_ALIVE:
            raise _NotSimpleError
        if name == b"host" and not is_host(value):
            raise _NotSimpleError
        is_read = name.decode("ascii") in self._read
        if not is_read and name not in _CHECKED and len(sent) <= MAX_LINE_BYTES:
            if len(self._unread) >= MAX_LINES:
                self._unread.clear()
            self._unread[sent] = name
        return line if is_read else sent, (name, value)


def has_mock_parameters(query: bytes) -> bool:
    """Whether a query may have parameters of the mock, which begin with two underscores."""
    # The underscores may be percent-encoded.
    return b"__" in query or (b"%5" in query and b"%5f" in query.lower())
