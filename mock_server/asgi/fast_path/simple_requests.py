"""Parses simple requests without a body directly from their bytes.

A second HTTP parser must never disagree with the first. So this one accepts only what is
unambiguous (RFC 9112): GET or HEAD with `HTTP/1.1`, a path and a query of ordinary characters, one
header a line, and no header about the body or the connection. Other requests are left to the main
parser; a property test proves that both give the same result.
"""

import re
from collections.abc import Callable

from mock_server.http.requests import RequestHead, operation_of, read_query
from mock_server.http.validation.heads import is_host
from openapi.parameters.serialization import texts_by_name
from openapi.routing import Route

MAX_PLAIN_BYTES = 4096
MAX_PLAIN_HEADERS = 64
"""Limits of a simple request; larger ones are left to the main parser."""

MAX_LINES = 1024
MAX_LINE_BYTES = 256
"""Limits of the cached header lines: clients send the same ones with every request."""

MAX_BLOCKS = 256
MAX_BLOCK_BYTES = 1024
"""Limits of the cached header blocks, which are all header lines of a request together."""

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


_Header = tuple[tuple[bytes, bytes], tuple[str, tuple[str, ...]]]
"""A parsed header line: name and value as bytes, and as text, with the value in a tuple."""

_Block = tuple[tuple[tuple[bytes, bytes], ...], dict[str, tuple[str, ...]]]
"""All parsed header lines of a request: as bytes in order, and as texts by name."""

_NOT_SIMPLE: _Header = ((b"", b""), ("", ()))
"""The result for a header line that is not simple."""


class SimpleRequestParser:
    """Parses simple requests."""

    def __init__(self, find: Callable[[bytes], Route]) -> None:
        self._find = find
        self._lines: dict[bytes, _Header] = {}
        self._blocks: dict[bytes, _Block] = {}

    def read(self, data: bytes) -> RequestHead | None:
        """Return the head if `data` is exactly one simple request, else None."""
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
            query, error = read_query(raw_query)
            if error or has_mock_parameters(raw_query):
                return None
        method, route = "GET" if match[1] == b"GET" else "HEAD", self._find(path)
        return RequestHead(
            method,
            path,
            route,
            operation_of(method, route),
            raw_query,
            query,
            "",
            *headers,
        )

    def _read_block(self, block: bytes) -> _Block | None:
        """Return all header lines of a request; None if one of them is not simple."""
        lines = block[: -len(_END)].split(b"\r\n")
        if len(lines) > MAX_PLAIN_HEADERS:
            return None
        known = self._lines
        headers = [known.get(line) or self._header(line) for line in lines]
        if _NOT_SIMPLE in headers:
            return None
        raw, pairs = zip(*headers, strict=True)
        texts = dict(pairs)
        if len(texts) < len(pairs):
            texts = texts_by_name((name, text) for name, (text,) in pairs)
        if len(texts.get("host", ())) != 1:
            return None
        found: _Block = (raw, texts)
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
        header = (raw, (raw[0].decode("ascii"), (raw[1].decode("ascii"),)))
        if len(line) <= MAX_LINE_BYTES:
            if len(self._lines) >= MAX_LINES:
                self._lines.clear()
            self._lines[line] = header
        return header


def has_mock_parameters(query: bytes) -> bool:
    """Whether a query may have parameters of the mock, which begin with two underscores."""
    # The underscores may be percent-encoded.
    return b"__" in query or (b"%5" in query and b"%5f" in query.lower())
