"""Heads beyond the limits are refused, and those just within are not."""

import pytest

from mock_server.http.problems import RequestRejected
from mock_server.http.requests import read_head
from mock_server.http.validation.limits import (
    MAX_HEADER_BYTES,
    MAX_HEADERS,
    MAX_TARGET_BYTES,
    allow_header,
    check_limits,
)
from openapi.routing import Router
from tests.mock_server.asgi_client import scope_of

LINE = len(b": \r\n")


def head(path=b"/", query=b"", headers=()):
    """Return the head of a request."""
    scope = {**scope_of("GET", "/"), "query_string": query, "headers": list(headers)}
    return read_head(scope)._replace(path=path)


def sized(size):
    """Return one header that takes `size` bytes with its colon, space and line end."""
    return [(b"x", b"y" * (size - 1 - LINE))]


@pytest.mark.parametrize(
    "request_",
    [
        head(b"/" * MAX_TARGET_BYTES),
        head(b"/", b"q" * (MAX_TARGET_BYTES - 1)),
        head(headers=[(b"x", b"y")] * MAX_HEADERS),
        head(headers=sized(MAX_HEADER_BYTES)),
    ],
    ids=["path", "path-and-query", "number-of-headers", "bytes-of-headers"],
)
def test_head_at_the_limit_is_read(request_):
    """The largest head that the documentation promises to read is read."""
    check_limits(request_)


@pytest.mark.parametrize(
    ("request_", "status", "message"),
    [
        (
            head(b"/" * (MAX_TARGET_BYTES + 1)),
            414,
            "Path and query have 8193 bytes; at most 8192 are read.",
        ),
        (
            head(b"/", b"q" * MAX_TARGET_BYTES),
            414,
            "Path and query have 8193 bytes; at most 8192 are read.",
        ),
        (
            head(headers=[(b"x", b"y")] * (MAX_HEADERS + 1)),
            431,
            "The request has 101 headers of 606 bytes; at most 100 of 32768 bytes are read.",
        ),
        (
            head(headers=sized(MAX_HEADER_BYTES + 1)),
            431,
            "The request has 1 headers of 32769 bytes; at most 100 of 32768 bytes are read.",
        ),
    ],
    ids=["path", "path-and-query", "number-of-headers", "bytes-of-headers"],
)
def test_head_beyond_the_limit_is_refused_with_both_sizes(request_, status, message):
    """One byte or one header more is refused; the message has what was sent and what may be."""
    with pytest.raises(RequestRejected) as raised:
        check_limits(request_)

    assert (raised.value.status, raised.value.message) == (status, message)


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("/api/v1/depots/7/goods", b"GET, HEAD, OPTIONS, POST"),
        ("/api/v1/stocktakes/1", b"GET, HEAD, OPTIONS"),
    ],
)
def test_allow_names_documented_methods_and_those_always_answered(warehouse, target, allowed):
    """`Allow` has the documented methods, HEAD if there is GET, and OPTIONS, sorted."""
    route = read_head(scope_of("GET", target), Router([warehouse]).find)

    assert allow_header(route) == (b"allow", allowed)


def test_allow_has_no_head_without_get(contract_from):
    """`Allow` has no HEAD without GET."""
    contract = contract_from("paths: {/a: {post: {responses: {'200': {description: x}}}}}")
    route = read_head(scope_of("POST", "/a"), Router([contract]).find)

    assert allow_header(route) == (b"allow", b"OPTIONS, POST")
