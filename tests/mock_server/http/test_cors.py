"""Cross-origin access."""

import pytest

from mock_server.http.cors import MAX_ORIGINS, MAX_REQUESTED_HEADERS, Cors, is_preflight
from mock_server.http.requests import read_head
from tests.mock_server.asgi_client import scope_of

ORIGIN = ("Origin", "http://localhost:3000")
ASKS = ("Access-Control-Request-Method", "GET")


def head(method, *headers):
    """Return the head of a request with these headers."""
    return read_head(scope_of(method, "/", headers))


@pytest.fixture(scope="module")
def cross_origin(packaged):
    """What the packaged contracts allow."""
    return Cors(packaged)


def names_of(headers, name):
    """Return the names listed in a header."""
    return set(dict(headers)[name].decode().split(", "))


def test_every_page_may_read(cross_origin):
    """Any origin is allowed, and the headers that a client needs are exposed."""
    headers = cross_origin.headers([])

    assert dict(headers)[b"access-control-allow-origin"] == b"*"
    assert {"ETag", "Retry-After", "Mock-Server-Problem"} <= names_of(
        headers, b"access-control-expose-headers"
    )


def test_headers_that_the_mock_adds_can_be_read_by_a_page():
    """What a 405 allows and what a 401 asks for is readable, though no document names it."""
    headers = Cors([]).headers([])

    assert {"Allow", "WWW-Authenticate", "Location"} <= names_of(
        headers, b"access-control-expose-headers"
    )


def test_origin_is_echoed_and_remembered(cross_origin):
    """The same origin gets the very same headers, which need not be written anew."""
    one, again, other = (
        cross_origin.headers([(b"origin", origin)])
        for origin in (b"http://a", b"http://a", b"null")
    )

    assert one is again
    assert dict(one)[b"access-control-allow-origin"] == b"http://a"
    assert dict(other)[b"access-control-allow-origin"] == b"null"


@pytest.mark.parametrize(
    "origin", [b"", b"*", b"http://a, http://b", b"http://a/path", b"http://a\xff", b"x" * 999]
)
def test_what_is_no_origin_is_not_echoed(cross_origin, origin):
    """Nothing is written into an answer that no browser sends."""
    assert cross_origin.headers([(b"origin", origin)]) is cross_origin.headers([])


def test_origins_are_remembered_up_to_a_bound(packaged):
    """The number of cached origins is bounded."""
    cross_origin = Cors(packaged)
    for number in range(3 * MAX_ORIGINS):
        cross_origin.headers([(b"origin", b"http://a%d" % number)])

    assert len(cross_origin._by_origin) <= MAX_ORIGINS  # noqa: SLF001


def test_preflight_echoes_no_endless_list(cross_origin):
    """However many headers a preflight names, the answer names a bounded number of them."""
    asked = ("Access-Control-Request-Headers", ",".join(f"x-{number}" for number in range(5000)))
    answer = cross_origin.preflight(head("OPTIONS", ORIGIN, ASKS, asked))

    assert (
        len(names_of(answer.headers, b"access-control-allow-headers")) < 2 * MAX_REQUESTED_HEADERS
    )


def test_documented_response_headers_are_exposed(warehouse):
    """A page can read the headers that an API documents."""
    headers = Cors([warehouse]).headers([])

    assert {"X-Total-Count", "Location"} <= names_of(headers, b"access-control-expose-headers")


def test_preflight_allows_documented_headers_and_the_tools_own(cross_origin):
    """All documented headers, and those of the mock, may be sent."""
    answer = cross_origin.preflight(head("OPTIONS", ORIGIN, ASKS))

    assert answer.status == 204
    assert {
        "Authorization",
        "If-None-Match",
        "Prefer",
        "X-Client-Authorization",
        "X-Loyalty-Club-Slug",
        "X-Mock-Session",
    } <= names_of(answer.headers, b"access-control-allow-headers")


def test_preflight_allows_what_else_is_asked(cross_origin):
    """Headers of libraries are allowed too, each once; invalid header names are dropped."""
    asked = ("Access-Control-Request-Headers", "x-trace, PREFER, bad name, é, x-trace")
    answer = cross_origin.preflight(head("OPTIONS", ORIGIN, ASKS, asked))
    names = [
        name.casefold()
        for name in dict(answer.headers)[b"access-control-allow-headers"].decode().split(", ")
    ]

    assert names.count("x-trace") == 1
    assert names.count("prefer") == 1
    assert "bad name" not in names


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def test_preflight_allows_every_method(cross_origin, method):
    """A preflight allows every method; a wrong one is refused in the request itself."""
    answer = cross_origin.preflight(head("OPTIONS", ORIGIN, ASKS))

    assert method in names_of(answer.headers, b"access-control-allow-methods")


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (head("OPTIONS", ORIGIN, ASKS), True),
        (head("OPTIONS", ORIGIN), False),
        (head("OPTIONS", ASKS), False),
        (head("GET", ORIGIN, ASKS), False),
    ],
    ids=["preflight", "no-method", "no-origin", "get"],
)
def test_preflight_is_distinguished_from_other_options(request_, expected):
    """Only an OPTIONS with an origin and a method asks for permission."""
    assert is_preflight(request_) is expected
