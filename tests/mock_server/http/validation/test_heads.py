"""Tests of what RFC 9112 asks of a head beside its grammar."""

import pytest

from mock_server.http.errors import RequestRejected
from mock_server.http.validation.heads import (
    has_other_protocol,
    is_host,
    mark_head,
    refuse_marked_head,
)
from tests.acceptance.cases import cases

HOST = (b"host", b"mock")


@cases(
    "version, headers, reason",
    {
        "one-host": ("1.1", [HOST], None),
        "old-without-host": ("1.0", [], None),
        "no-host": ("1.1", [], "0 Host headers"),
        "two-hosts": ("1.1", [HOST, HOST], "2 Host headers"),
        "old-with-two": ("1.0", [HOST, HOST], "2 Host headers"),
        "not-a-host": ("1.1", [(b"host", b"a b")], "not a host"),
        "newer": ("2.0", [HOST], "not HTTP/1.1"),
        "older": ("0.9", [], "not HTTP/1.1"),
    },
)
def test_a_head_names_one_host_and_a_known_version(version, headers, reason):
    """RFC 9112, 3.2: a request without exactly one valid host is refused with 400."""
    scope = {}
    mark_head(scope, version, headers)

    if reason is None:
        refuse_marked_head(scope)
    else:
        with pytest.raises(RequestRejected, match=reason) as caught:
            refuse_marked_head(scope)
        assert caught.value.status == 400


@cases(
    "value, is_valid",
    {
        "name": (b"shop.example", True),
        "port": (b"localhost:4010", True),
        "ipv6": (b"[::1]:4010", True),
        "empty": (b"", True),
        "path": (b"shop/x", False),
        "user": (b"me@shop", False),
        "port-too-long": (b"shop:123456", False),
        "open-bracket": (b"[::1", False),
    },
)
def test_a_host_is_a_name_with_an_optional_port(value, is_valid):
    """RFC 9110, 7.2: nothing else is in the value of `Host`."""
    assert is_host(value) is is_valid


def test_other_protocols_are_not_taken_for_http():
    """The parser accepts RTSP; a header that only mentions it is no request line."""
    assert has_other_protocol(b"OPTIONS * RTSP/1.0\r\n\r\n")
    assert not has_other_protocol(b"GET / HTTP/1.1\r\nX: see RTSP/1.0\r\n\r\n")
