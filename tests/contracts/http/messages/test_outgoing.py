"""Tests of what a request on the wire may have."""

import pytest

from contracts.http.messages.exchange import Request
from contracts.http.messages.outgoing import (
    as_sent,
    hidden_change,
    is_connection_header,
    request_error,
    wire_headers,
)

HIDDEN = b"DELETE /x HTTP/1.1\r\nHost: a\r\n\r\n"


def request(method="GET", target="/", headers=(), body=b""):
    """Return a request."""
    return Request(
        method=method, origin="http://127.0.0.1:1", target=target, headers=headers, body=body
    )


@pytest.mark.parametrize(
    "name",
    [
        "Content-Length",
        "content-length",
        "Content_Length",
        "CONTENT.LENGTH",
        "Content-Length ",
        "Transfer-Encoding",
        "transfer_encoding",
        "Connection",
        "Keep-Alive",
        "Upgrade",
        "HTTP2-Settings",
        "Expect",
        "TE",
        "Trailer",
        "Host",
        "Proxy-Connection",
        "Proxy-Authorization",
        "proxy_anything",
    ],
)
def test_no_spelling_of_a_connection_header_is_taken_from_others(name):
    """A document or a witness cannot set where a request ends, or for which host it is."""
    asked = request(headers=(("X-A", "1"), (name, "0"), ("X-B", "2")), body=b"12345")

    assert is_connection_header(name)
    assert as_sent(asked).headers == (("X-A", "1"), ("X-B", "2"))
    assert wire_headers(asked, "shop:80") == (
        ("Host", "shop:80"), ("X-A", "1"), ("X-B", "2"), ("Content-Length", "5"),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["X-Content-Length", "Accept", "X-Forwarded-Host", "Proxied"])
def test_other_headers_are_sent_as_they_are(name):
    """Only headers about the connection are replaced."""
    asked = request(headers=((name, "1"), (name, "2")))

    assert as_sent(asked) is asked


@pytest.mark.parametrize(
    ("method", "body", "length"),
    [
        ("GET", b"", None),
        ("GET", b"{}", "2"),
        ("DELETE", b"", None),
        ("POST", b"", "0"),
        ("PUT", b"abc", "3"),
        ("PATCH", b"", "0"),
    ],
)
def test_every_body_has_its_own_length(method, body, length):
    """A server never has to guess where a request ends (RFC 9112, 6.3; RFC 9110, 8.6)."""
    written = dict(wire_headers(request(method, body=body), "a"))

    assert written.get("Content-Length") == length


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target": "@evil.example/steal"}, 'does not begin with "/"'),
        ({"target": ".evil.example/steal"}, 'does not begin with "/"'),
        ({"target": "http://evil.example/"}, 'does not begin with "/"'),
        ({"target": ":81/"}, 'does not begin with "/"'),
        ({"target": "?q=1"}, 'does not begin with "/"'),
        ({"target": "*"}, 'does not begin with "/"'),
        ({"target": ""}, 'does not begin with "/"'),
        ({"target": "/a#b"}, "has a fragment"),
        ({"target": "/a b"}, "has a space"),
        ({"target": "/a HTTP/1.1\r\nX: y"}, "has a space"),
        ({"target": "/\n"}, "has a space"),
        ({"target": "/\0"}, "has a space"),
        ({"target": "/\xe9"}, "has a space"),
        ({"method": "GET /x"}, "the method 'GET /x' is no token"),
        ({"method": "GET\r\n"}, "is no token"),
        ({"method": ""}, "is no token"),
        ({"headers": (("Content-Length ", "0"),)}, "header name 'Content-Length ' is no token"),
        ({"headers": (("X\r\nY", "0"),)}, "is no token"),
        ({"headers": (("", "0"),)}, "is no token"),
        ({"headers": (("X", "a\r\nY: b"),)}, "header X has a character"),
        ({"headers": (("X", "a\r\n b"),)}, "header X has a character"),
        ({"headers": (("X", "a\0b"),)}, "header X has a character"),
        ({"headers": (("X", "\u20ac"),)}, "header X has a character"),
    ],
)
def test_what_is_not_one_request_is_not_written(change, words):
    """Each way in which a server could read another host or request has its message."""
    assert words in request_error(request(**change))


@pytest.mark.parametrize("target", ["/", "/a?b=[1]&c=%00", "//evil.example/x", "/a/../b", "/@x"])
def test_a_path_of_the_named_server_is_written(target):
    """Two slashes at the start are a path too: origin and Host are those that were named."""
    assert request_error(request(target=target)) == ""


def test_a_value_that_cannot_be_sent_is_not_shown():
    """It may be a secret."""
    assert "hush" not in request_error(request(headers=(("X", "hush\n"),)))


def test_a_body_that_reads_like_a_request_is_seen():
    """Some servers read no body of a GET, and take its bytes for the next request."""
    for body in (HIDDEN, b"\r\nDELETE /x\r\n\r\n", b"{}\n purge *\n\n", b"DELETE http://a/"):
        assert "could be read as a request" in hidden_change(request(body=body))
    assert hidden_change(request(body=b'{"query": "all /x"}')) == ""
    assert hidden_change(request("POST", body=HIDDEN)) == ""


@pytest.mark.parametrize(
    "name", ["X-HTTP-Method-Override", "x_http_method", "X-Method-Override", "X-HTTP-Method"]
)
def test_a_header_that_asks_for_another_method_is_seen(name):
    """A GET that a framework carries out as a DELETE is no reading."""
    assert "asks for another method" in hidden_change(request(headers=((name, "delete"),)))
    assert hidden_change(request(headers=((name, "GET"),))) == ""
