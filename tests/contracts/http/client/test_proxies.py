"""Tests of which proxy a request goes through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import OptionError
from contracts.http.client.proxies import is_exempt, parse_proxy, proxy_of_environment


@pytest.mark.parametrize(
    ("environ", "origin", "address"),
    [
        ({}, "http://shop.example", None),
        ({"http_proxy": "http://p:3128"}, "http://shop.example", ("p", 3128)),
        ({"HTTP_PROXY": "p:3128/"}, "http://shop.example:8080", ("p", 3128)),
        ({"HTTP_PROXY": "http://p"}, "http://shop.example", ("p", 80)),
        ({"HTTP_PROXY": "http://p:1", "http_proxy": "http://q:2"}, "http://s.example", ("q", 2)),
        ({"HTTP_PROXY": "http://p:1"}, "https://shop.example", None),
        ({"HTTPS_PROXY": "http://[::1]:1"}, "https://shop.example", ("::1", 1)),
        ({"all_proxy": "http://p:1"}, "https://shop.example", ("p", 1)),
        ({"HTTP_PROXY": " "}, "http://shop.example", None),
        ({"HTTP_PROXY": "http://p:1", "REQUEST_METHOD": "GET"}, "http://shop.example", None),
        ({"http_proxy": "http://p:1", "NO_PROXY": "shop.example"}, "http://shop.example", None),
        *(
            ({"http_proxy": "http://p:1", "no_proxy": ""}, f"http://{host}:4010", None)
            for host in ("localhost", "127.0.0.1", "127.9.9.9", "[::1]")
        ),
    ],
)
def test_the_variables_name_the_proxy_of_a_scheme(environ, origin, address):
    """As other clients read them; never for a server of this machine."""
    found = proxy_of_environment(environ, origin)

    assert (found and found.address) == address


@pytest.mark.parametrize(
    ("host", "port", "exempt", "is_so"),
    [
        ("shop.example", 80, "", False),
        ("shop.example", 80, "*", True),
        ("shop.example", 80, "other.example, SHOP.example", True),
        ("api.shop.example", 80, "shop.example", True),
        ("api.shop.example", 80, ".shop.example", True),
        ("api.shop.example", 80, "*.shop.example", True),
        ("workshop.example", 80, "shop.example", False),
        ("shop.example", 80, "shop.example:80 x", True),
        ("shop.example", 443, "shop.example:80", False),
        ("10.1.2.3", 80, "10.0.0.0/8", True),
        ("11.1.2.3", 80, "10.0.0.0/8", False),
        ("fd00::7", 443, "fd00::/8", True),
        ("fd00::7", 443, "[fd00::7]:443", True),
        ("fd00::7", 443, "[fd00::7]:80", False),
        ("fd00::7", 443, "fd00::7", True),
    ],
)
def test_hosts_that_need_no_proxy(host, port, exempt, is_so):
    """A name, a domain, a network, each with or without a port."""
    assert is_exempt(host, port, exempt) is is_so


@given(exempt=st.text(max_size=40), host=st.sampled_from(["a.example", "10.0.0.1", "::2"]))
def test_any_list_of_hosts_is_read(exempt, host):
    """A variable may have any text."""
    assert is_exempt(host, 80, exempt) in {True, False}


@pytest.mark.parametrize(
    "text",
    [
        "socks5://p:1", "http://me:hush@p:x", "http://me:hush@", "me@p:1",
        "http://me:hush%0d%0aX@p:1", "http://p:0", "ftp://me:hush@p:1/path",
    ],
)  # fmt: skip
def test_what_is_no_proxy_is_refused_without_its_credentials(text):
    """The message names the variable."""
    with pytest.raises(OptionError) as caught:
        parse_proxy(text, "HTTPS_PROXY")

    assert caught.value.where == "HTTPS_PROXY"
    assert "hush" not in str(caught.value)


def test_credentials_are_secret_in_every_form():
    """The pair, the password, and both as they are sent."""
    proxy = parse_proxy("http://me:p%3Ass@proxy.example:3128")

    assert proxy.credentials == "me:p:ss"
    assert {secret.name for secret in proxy.secrets} == {
        "PROXY_PAIR", "PROXY_PASSWORD", "PROXY_BASE64",
    }  # fmt: skip
    assert "p:ss" not in repr(proxy)
    assert proxy.url == "http://proxy.example:3128"
