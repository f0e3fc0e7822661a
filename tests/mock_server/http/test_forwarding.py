"""Where a client sees the mock."""

import pytest

from mock_server.http.forwarding import BaseUrl, base_url_of
from mock_server.http.requests import read_head
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import scope_of

HERE = BaseUrl("http", "127.0.0.1:4010")


def seen(*headers, trusted=True):
    """Return the base URL for a request with these headers."""
    head = read_head(scope_of("GET", "/", [("Host", HERE.host), *headers]))
    return base_url_of(head, "http", is_proxy_trusted=trusted)


FORWARDED = ("Forwarded", 'for=192.0.2.1;proto=https;host="api.example:8443", for=10.0.0.1')
OLDER = (
    ("X-Forwarded-Proto", "https, http"),
    ("X-Forwarded-Host", "api.example"),
    ("X-Forwarded-Prefix", "/mock/"),
)


@pytest.mark.parametrize("headers", [[FORWARDED], OLDER, OLDER[:1]])
def test_proxy_headers_are_ignored_by_default(headers):
    """Clients can send these headers too, so they are ignored."""
    assert seen(*headers, trusted=False) == HERE


@cases(
    "headers, place",
    {
        "nothing-said": ([], HERE),
        "forwarded": ([FORWARDED], BaseUrl("https", "api.example:8443")),
        "forwarded-with-prefix": (
            [FORWARDED, OLDER[2]],
            BaseUrl("https", "api.example:8443", "/mock"),
        ),
        "older": (OLDER, BaseUrl("https", "api.example", "/mock")),
        "scheme-only": (OLDER[:1], BaseUrl("https", HERE.host)),
        "forwarded-goes-before": ([FORWARDED, *OLDER[:2]], BaseUrl("https", "api.example:8443")),
        "ipv6": ([("Forwarded", 'host="[2001:db8::1]:80"')], BaseUrl("http", "[2001:db8::1]:80")),
    },
)
def test_trusted_proxy_is_believed_in_every_part(headers, place):
    """Scheme, host and prefix are those that the first proxy was called by."""
    assert seen(*headers) == place


@cases(
    "headers",
    {
        "scheme": [*OLDER[1:], ("X-Forwarded-Proto", "javascript")],
        "host": [OLDER[0], ("X-Forwarded-Host", "a b/c")],
        "prefix": [*OLDER[:2], ("X-Forwarded-Prefix", "//evil.example")],
        "prefix-without-slash": [*OLDER[:2], ("X-Forwarded-Prefix", "mock")],
        "forwarded-host": [("Forwarded", 'proto=https;host="a\\"b"')],
    },
)
def test_one_part_that_cannot_be_meant_makes_all_doubtful(headers):
    """Using only some of the parts would give a link that does not exist."""
    assert seen(*headers) == HERE


def test_long_forwarded_is_read_up_to_its_bound():
    """A long header is only read up to a limit."""
    assert seen(("Forwarded", "for=a;" * 5000 + "host=late.example")) == HERE
