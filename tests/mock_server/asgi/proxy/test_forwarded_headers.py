"""Which headers pass the proxy."""

import pytest

from mock_server.asgi.proxy.forwarded_headers import has_passed, request_headers, response_headers
from mock_server.asgi.proxy.upstream import parse_address

ADDRESS = parse_address("http://api.example/v1")


def test_headers_of_one_connection_stay():
    """RFC 9110, 7.6.1: those that `Connection` names too; the others pass in order."""
    headers = (
        (b"host", b"localhost:4010"),
        (b"connection", b"close, X-Hop"),
        (b"x-hop", b"1"),
        (b"te", b"trailers"),
        (b"upgrade", b"websocket"),
        (b"proxy-authorization", b"Basic eA=="),
        (b"authorization", b"Bearer t"),
        (b"accept", b"a/b"),
        (b"accept", b"c/d"),
        (b"expect", b"100-continue"),
    )

    assert request_headers(headers, ADDRESS, "me", 0) == (
        (b"host", b"api.example"),
        (b"authorization", b"Bearer t"),
        (b"accept", b"a/b"),
        (b"accept", b"c/d"),
        (b"connection", b"close"),
        (b"via", b"1.1 me"),
    )


@pytest.mark.parametrize(
    ("sent", "length", "framing"),
    [
        ((), 0, []),
        (((b"content-length", b"0"),), 0, [(b"content-length", b"0")]),
        (((b"transfer-encoding", b"chunked"),), 3, [(b"content-length", b"3")]),
        (((b"content-length", b"9000000"),), None, [(b"content-length", b"9000000")]),
        (((b"transfer-encoding", b"chunked"),), None, [(b"transfer-encoding", b"chunked")]),
    ],
)
def test_a_body_is_framed_once(sent, length, framing):
    """By the proxy itself, so that no second request hides in a body."""
    found = request_headers(sent, ADDRESS, "me", length)

    names = (b"content-length", b"transfer-encoding")
    assert [pair for pair in found if pair[0] in names] == framing


def test_a_request_that_comes_again_is_known():
    """A proxy that calls itself would do so for ever."""
    headers = request_headers(((b"via", b"1.1 other"),), ADDRESS, "me", 0)

    assert dict(headers)[b"via"] == b"1.1 other, 1.1 me"
    assert has_passed(headers, "me")
    assert not has_passed(((b"via", b"1.1 other"),), "me")


@pytest.mark.parametrize(
    ("location", "passed"),
    [
        (b"http://api.example/v1/jobs/7?a=b", b"/jobs/7?a=b"),
        (b"http://API.example/v1", b"/v1"),
        (b"http://api.example/v10/jobs", b"/v10/jobs"),
        (b"http://api.example//evil.example/", b"/evil.example/"),
        (b"/v1/jobs", b"/v1/jobs"),
        (b"https://login.example/", b"https://login.example/"),
        (b"http://[", b"http://["),
    ],
)
def test_a_redirect_stays_behind_the_proxy(location, passed):
    """Only locations at the server become paths."""
    assert response_headers(((b"location", location),), ADDRESS) == ((b"location", passed),)
