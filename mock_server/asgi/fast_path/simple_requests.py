"""Plain heads: requests without a body that are read straight from their bytes.

A second reading of HTTP must never see another request than the first. So this one takes only what
leaves nothing to be understood in two ways (RFC 9112): GET or HEAD with `HTTP/1.1`, a path and a
query of ordinary characters, one header a line, none that frames or steers the connection. All else
is left to the parser, and a property test holds the two equal.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from mock_server.http.requests import RequestHead, read_query
from mock_server.http.validation.heads import is_host
from openapi.routing import Route

MAX_PLAIN_BYTES = 4096
MAX_PLAIN_HEADERS = 64
"""Of a plain head; longer ones are left to the parser."""

MAX_LINES = 1024
MAX_LINE_BYTES = 256
"""Of header lines that are remembered; the same ones come again and again."""

MAX_BLOCKS = 256
MAX_BLOCK_BYTES = 1024
"""Of header blocks that are remembered: a client sends the same one with every request."""

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
"""Headers with which a request is not plain: those of the connection, and wishes to the mock."""

_KEEP_ALIVE = (b"connection", b"keep-alive")


class _Header(NamedTuple):
    """A header line, read: name and value as bytes, both as text, and the name once more."""

    raw: tuple[bytes, bytes]
    text: tuple[str, str]
    name: str


class _Block(NamedTuple):
    """All header lines of a request, read: as bytes, as text, and their names."""

    raw: tuple[tuple[bytes, bytes], ...]
    text: tuple[tuple[str, str], ...]
    names: frozenset[str]


_NOT_SIMPLE = _Header((b"", b""), ("", ""), "")
"""Stands for a line that is not plain."""


class SimpleRequestParser:
    """Reads plain heads."""

    def __init__(self, find: Callable[[bytes], Route]) -> None:
        """Begin without memory; `find` tells where a path leads."""
        self._find = find
        self._lines: dict[bytes, _Header] = {}
        self._blocks: dict[bytes, _Block] = {}

    def read(self, data: bytes) -> RequestHead | None:
        """Return the head of the request that `data` is, whole and alone; None if not plain."""
        if len(data) > MAX_PLAIN_BYTES or not data.endswith(_END):
            return None
        first, _, block = data.partition(b"\r\n")
        match = _REQUEST_LINE.fullmatch(first)
        if match is None:
            return None
        headers = self._blocks.get(block) or self._read_block(block)
        if headers is None:
            return None
        path, raw_query = match[2], match[3] or b""
        query: tuple[tuple[str, str], ...] = ()
        if raw_query:
            query, fault = read_query(raw_query)
            if fault or has_mock_parameters(raw_query):
                return None
        return RequestHead(
            match[1].decode("ascii"),
            path,
            self._find(path),
            raw_query,
            query,
            "",
            headers.raw,
            headers.text,
            headers.names,
        )

    def _read_block(self, block: bytes) -> _Block | None:
        """Return all header lines of a request; None where one of them is not simple."""
        lines = block[: -len(_END)].split(b"\r\n")
        if len(lines) > MAX_PLAIN_HEADERS:
            return None
        known = self._lines
        headers = [known.get(line) or self._header(line) for line in lines]
        if _NOT_SIMPLE in headers:
            return None
        raw, texts, names = zip(*headers, strict=True)
        if names.count("host") != 1:
            return None
        found = _Block(raw, texts, frozenset(names))
        if len(block) <= MAX_BLOCK_BYTES:
            if len(self._blocks) >= MAX_BLOCKS:
                self._blocks.clear()
            self._blocks[block] = found
        return found

    def _header(self, line: bytes) -> _Header:
        match = _HEADER_LINE.fullmatch(line)
        if match is None:
            return _NOT_SIMPLE
        raw = (match[1].lower(), match[2])
        if raw[0] in _CONNECTION_OR_MOCK_HEADERS and (raw[0], raw[1].lower()) != _KEEP_ALIVE:
            return _NOT_SIMPLE
        if raw[0] == b"host" and not is_host(raw[1]):
            return _NOT_SIMPLE
        name = raw[0].decode("ascii")
        header = _Header(raw, (name, raw[1].decode("ascii")), name)
        if len(line) <= MAX_LINE_BYTES:
            if len(self._lines) >= MAX_LINES:
                self._lines.clear()
            self._lines[line] = header
        return header


def has_mock_parameters(query: bytes) -> bool:
    """Whether a query may have parameters of the mock, which begin with two underscores."""
    # They may be escaped.
    return b"__" in query or (b"%5" in query and b"%5f" in query.lower())
