"""Heads that no server should take: another protocol, another version, no host or several."""

import pytest

from mock_server.http.problems import RequestRejected
from mock_server.http.requests import read_head
from mock_server.http.validation.heads import check_head, is_host, mark_head
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import scope_of

HOST = (b"host", b"mock:4010")
CODED = (b"transfer-encoding", b"Chunked")


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
