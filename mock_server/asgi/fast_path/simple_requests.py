"""Parses simple requests without a body directly from their bytes.

A second HTTP parser must never disagree with the first. So this one accepts only what is
unambiguous (RFC 9112): GET or HEAD with `HTTP/1.1`, a path and a query of ordinary characters, one
header a line, and no header about the body or the connection. Other requests are left to the main
parser; a property test proves that both give the same result.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from mock_server.http.requests import RequestHead, operation_of, read_query
from mock_server.http.responses import Headers
from mock_server.http.validation.heads import is_host
from openapi.parameters.serialization import texts_by_name
from openapi.routing import Route

MAX_PLAIN_BYTES = 4096
MAX_PLAIN_HEADERS = 64
"""Limits of a simple request; larger ones are left to the main parser."""

MAX_LINES = 1024
MAX_LINE_BYTES = 256
"""Limits of the cached header lines: clients send the same ones with every request."""

_END = b"\r\n\r\n"
_REQUEST_LINE = re.compile(
    rb"(GET|HEAD) (/(?!/|__)[\w.~!$&'()*+,;=:@/-]*)(?:\?([\w.~!$&'()*+,;=:@/?%\[\]-]*))? HTTP/1\.1",
)
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


class HeaderLine(NamedTuple):
    """A header line; a tuple, since many are made.

    Attributes:
        kind: What equal answers depend on: the whole line if its value was ever read by a step,
            else its name alone, as it was sent.
        raw: The lower-case name and the value.
        text: The same as text, with the value in a tuple.
    """

    kind: bytes
    raw: tuple[bytes, bytes]
    text: tuple[str, tuple[str, ...]]


class SimpleRequest(NamedTuple):
    """A simple request, split into its parts; its query may still turn out not to be readable."""

    method: bytes
    path: bytes
    raw_query: bytes
    lines: list[HeaderLine]

    @property
    def raw_headers(self) -> Headers:
        """Lower-case names and values, in order."""
        return tuple([line.raw for line in self.lines])


class _NotSimpleError(Exception):
    """A header line is left to the main parser."""


class SimpleRequestParser:
    """Parses simple requests."""

    def __init__(self, find: Callable[[bytes], Route]) -> None:
        self._find = find
        self._lines: dict[bytes, HeaderLine] = {}
        self._read: frozenset[str] = frozenset()

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
        match = _REQUEST_LINE.fullmatch(first)
        if match is None:
            return None
        known = self._lines
        try:
            lines = [known.get(line) or self._line(line) for line in block[:-4].split(b"\r\n")]
        except _NotSimpleError:
            return None
        method, path, raw_query = match.groups(b"")
        return SimpleRequest(method, path, raw_query, lines)

    def head(self, request: SimpleRequest) -> RequestHead | None:
        """Return the head of a request; None if it is not simple."""
        method, path, raw_query, lines = request
        if len(lines) > MAX_PLAIN_HEADERS or has_mock_parameters(raw_query):
            return None
        pairs = [line.text for line in lines]
        texts = dict(pairs)
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
        return True

    def _line(self, line: bytes) -> HeaderLine:
        match = _HEADER_LINE.fullmatch(line)
        if match is None:
            raise _NotSimpleError
        raw = (match[1].lower(), match[2])
        if raw[0] in _CONNECTION_OR_MOCK_HEADERS and (raw[0], raw[1].lower()) != _KEEP_ALIVE:
            raise _NotSimpleError
        if raw[0] == b"host" and not is_host(raw[1]):
            raise _NotSimpleError
        name = raw[0].decode("ascii")
        kind = line if name in self._read else match[1]
        header = HeaderLine(kind, raw, (name, (raw[1].decode("ascii"),)))
        if len(line) <= MAX_LINE_BYTES:
            if len(self._lines) >= MAX_LINES:
                self._lines.clear()
            self._lines[line] = header
        return header


def has_mock_parameters(query: bytes) -> bool:
    """Whether a query may have parameters of the mock, which begin with two underscores."""
    # The underscores may be percent-encoded.
    return b"__" in query or (b"%5" in query and b"%5f" in query.lower())
