"""Heads that no server should take: another protocol, another version, no host or several."""

import pytest

from mock_server.http.problems import RequestRejected
from mock_server.http.requests import read_head
from mock_server.http.validation.heads import (
    MAX_HEADER_BYTES,
    MAX_HEADERS,
    MAX_TARGET_BYTES,
    allow_header,
    check_head,
    check_limits,
    is_host,
    mark_head,
)
from openapi.routing import Router
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import scope_of

HOST = (b"host", b"mock:4010")

CODED = (b"transfer-encoding", b"Chunked")

LINE = len(b": \r\n")


def marked(version, *headers, **more):
    """Return the marked head of a request."""
    scope = scope_of("GET", "/")
    mark_head(scope, version, headers, **more)
    return read_head(scope)


@cases(
    "head, message",
    {
        "version": (marked("2.0", HOST), "HTTP/1.1 or HTTP/1.0"),
        "protocol": (marked("1.1", HOST, is_other_protocol=True), "HTTP/1.1 or HTTP/1.0"),
        "no-host": (marked("1.1"), "0 Host headers"),
        "two-hosts": (marked("1.0", HOST, HOST), "2 Host headers"),
        "no-name": (marked("1.1", (b"host", b"a b")), "not a host"),
        "coding": (marked("1.1", HOST, CODED, (CODED[0], b"gzip")), "Transfer-Encoding"),
        "two-codings": (marked("1.1", HOST, (CODED[0], b"gzip, chunked")), "Transfer-Encoding"),
        "twice": (marked("1.1", HOST, CODED, CODED), "Transfer-Encoding"),
    },
)
def test_wrong_head_is_refused_with_the_reason(head, message):
    """The error response states what is wrong with the head."""
    with pytest.raises(RequestRejected) as raised:
        check_head(head)

    assert raised.value.status == 400
    assert message in raised.value.message


@pytest.mark.parametrize("head", [marked("1.1", HOST), marked("1.0"), marked("1.1", HOST, CODED)])
def test_right_head_passes(head):
    """HTTP/1.0 needs no host (RFC 9112, 3.2)."""
    assert check_head(head) is None


@pytest.mark.parametrize(
    ("value", "is_valid"),
    [(b"", True), (b"a.example:80", True), (b"[::1]:8", True), (b"a/b", False), (b"a@b", False)],
)
def test_host_is_a_name_or_address_with_an_optional_port(value, is_valid):
    """RFC 9110, 7.2."""
    assert is_host(value) is is_valid


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
