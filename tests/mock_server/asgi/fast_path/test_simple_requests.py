"""Heads that are read straight from their bytes."""

import tracemalloc

import pytest

from mock_server.asgi.fast_path.simple_requests import (
    MAX_LINES,
    MAX_PLAIN_HEADERS,
    SimpleRequestParser,
    has_mock_parameters,
)
from mock_server.http.requests import unrouted
from openapi.routing import Router
from tests.acceptance.cases import cases

IMPORT = b"/v3/infinity-mall/members/imports/1"


def head(target=IMPORT, *lines, method=b"GET", version=b"HTTP/1.1"):
    """Return the bytes of a request."""
    first = b" ".join((method, target, version))
    return b"\r\n".join([first, b"Host: mock", *lines, b"", b""])


@pytest.fixture
def heads():
    """A parser of heads whose paths have no operations."""
    return SimpleRequestParser(unrouted)


def test_plain_request_is_read(packaged):
    """The head has everything that later steps use, as it was sent."""
    sent = head(IMPORT + b"?a=1&page%5Blimit%5D=2", b"X-Loyalty-Club-Slug:infinity-mall")
    read = SimpleRequestParser(Router(packaged).find).read(sent)

    assert (read.method, read.path, read.raw_query) == ("GET", IMPORT, b"a=1&page%5Blimit%5D=2")
    assert read.operation.path.endswith("/members/imports/{import_id}")
    assert read.query == (("a", "1"), ("page[limit]", "2"))
    assert read.raw_headers == ((b"host", b"mock"), (b"x-loyalty-club-slug", b"infinity-mall"))
    assert read.lines == {"host": ("mock",), "x-loyalty-club-slug": ("infinity-mall",)}
    assert read.joined_header("x-loyalty-club-slug") == "infinity-mall"


@cases(
    "sent",
    {
        "HEAD": head(method=b"HEAD"),
        "nothing after the question mark": head(b"/a?"),
        "kept alive": head(b"/a", b"Connection: Keep-Alive"),
        "a value with spaces": head(b"/a", b"User-Agent: Mozilla/5.0 (X11; Linux)"),
        "the same header twice": head(b"/a", b"Accept: a/b", b"Accept: c/d"),
    },
)
def test_what_browsers_and_clients_send_is_plain(heads, sent):
    """Requests of browsers and common clients are simple."""
    assert heads.read(sent)
    assert heads.read(sent)


@cases(
    "sent",
    {
        "nothing": b"",
        "unfinished": head()[:-2],
        "two at once": head() + head(),
        "with a body": head(b"/a", b"Content-Length: 2") + b"ab",
        "which ends like a head": head() + b"ab\r\n\r\n",
        "of length zero": head(b"/a", b"Content-Length: 0"),
        "in pieces": head(b"/a", b"Transfer-Encoding: chunked"),
        "of another method": head(method=b"POST"),
        "of a method in small letters": head(method=b"get"),
        "old": head(version=b"HTTP/1.0"),
        "without a version": b"GET /a\r\nHost: mock\r\n\r\n",
        "two spaces": head(b" /a"),
        "without headers": b"GET /a HTTP/1.1\r\n\r\n",
        "whole address": head(b"http://mock/a"),
        "asterisk": head(b"*"),
        "two slashes first": head(b"//mock/a"),
        "page of the tool": head(b"/__docs"),
        "session in the path": head(b"/__session/a/b"),
        "escaped path": head(b"/a%2Fb"),
        "fragment": head(b"/a#b"),
        "control character": head(b"/a\x7f"),
        "letters beyond ASCII": head(b"/\xc3\xa4"),
        "query that is not UTF-8": head(b"/a?b=%FF"),
        "preference in the query": head(b"/a?__code=500"),
        "escaped preference": head(b"/a?%5F%5fcode=500"),
        "half-escaped preference": head(b"/a?_%5Fcode=500"),
        "preference": head(b"/a", b"Prefer: code=500"),
        "session": head(b"/a", b"X-MOCK-SESSION: tab"),
        "last one": head(b"/a", b"Connection: close"),
        "several connection options": head(b"/a", b"Connection: keep-alive, x"),
        "old proxy": head(b"/a", b"Proxy-Connection: close"),
        "another protocol": head(b"/a", b"Upgrade: h2c"),
        "waits": head(b"/a", b"Expect: 100-continue"),
        "behind a proxy": head(b"/a", b"X-Forwarded-Proto: https"),
        "folded line": head(b"/a", b"X: a", b" b"),
        "space before the colon": head(b"/a", b"X : a"),
        "no colon": head(b"/a", b"X"),
        "no name": head(b"/a", b": a"),
        "no value": head(b"/a", b"X:"),
        "tab": head(b"/a", b"X:\ta"),
        "space at the end": head(b"/a", b"X: a "),
        "bare line feed": head(b"/a", b"X: a\nContent-Length: 5"),
        "bare return": head(b"/a", b"X: a\rb"),
        "zero": head(b"/a", b"X: a\0b"),
        "letters in a header": head(b"/a", b"X: \xe4"),
        "many headers": head(b"/a", *(b"X: a" for _ in range(MAX_PLAIN_HEADERS))),
        "long": head(b"/a", b"X: " + b"a" * 4096),
    },
)
def test_ambiguous_requests_are_not_simple(heads, sent):
    """Such a request is left to the main parser, also when it is repeated."""
    assert heads.read(sent) is None
    assert heads.read(sent) is None


def test_memory_of_lines_is_bounded(heads):
    """Many header lines, short and long, never take more than two megabytes."""
    tracemalloc.start()
    try:
        for number in range(16 * MAX_LINES):
            heads.read(head(b"/a", b"X-Short: %d" % number, b"X-Long: %d" % number + b"y" * 3000))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 2_000_000


@cases(
    "query, answer",
    {
        "plain": (b"a=1", False),
        "one underscore": (b"_a=1", False),
        "two": (b"a=1&__code=500", True),
        "escaped": (b"%5f%5Fcode=500", True),
        "brackets": (b"page%5Blimit%5D=1", False),
    },
)
def test_parameters_of_the_mock_are_seen(query, answer):
    """However they are written."""
    assert has_mock_parameters(query) is answer
