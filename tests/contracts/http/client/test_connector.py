"""Tests of how connections are made: straight, through a proxy, with certificates."""

import socket
import threading
import time
from base64 import b64encode
from contextlib import contextmanager

import pytest

from contracts.errors import OptionError
from contracts.http.client.connection import Connection, NoResponse
from contracts.http.client.connector import NO_PROXY, connection_settings, with_environment
from contracts.http.messages.exchange import Request
from tests.contracts.live import Reply, serve


def test_nothing_is_special_by_default():
    """No proxy, and what the system trusts."""
    assert connection_settings() == NO_PROXY


def test_a_proxy_gets_the_whole_url():
    """RFC 9112, 3.2.2: the absolute form, while Host names the server."""
    with serve(lambda _: Reply()) as proxy:
        settings = connection_settings(proxy=proxy.url)
        connection = Connection("http://shop.example", time.monotonic, settings)
        request = Request(method="GET", origin="http://shop.example", target="/a?b")
        connection.send(request, timeout=60, max_body=1000)
        connection.close()

    assert proxy.seen[0].target == "http://shop.example/a?b"
    assert proxy.seen[0].header("Host") == "shop.example"


@contextmanager
def tunnel(answer):
    """Serve a proxy that answers CONNECT; yield its URL and the requests that it received."""
    received = []

    def run():
        server, _ = listener.accept()
        received.append(server.recv(1000))
        server.sendall(answer)
        server.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", received
        thread.join(5)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            b"HTTP/1.1 403 Not you\r\n\r\n",
            "the proxy {url} (--proxy) refused the tunnel: 403 Not you",
        ),
        (b"", "the connection was reset"),
    ],
)
def test_https_asks_the_proxy_for_a_tunnel(answer, reason):
    """The answer of the proxy to CONNECT is the reason."""
    with tunnel(answer) as (url, received):
        connection = Connection(
            "https://shop.example", time.monotonic, connection_settings(proxy=url)
        )
        request = Request(method="GET", origin="https://shop.example", target="/")
        with pytest.raises(NoResponse) as caught:
            connection.send(request, timeout=60, max_body=1000)

    assert caught.value.reason == reason.format(url=url)
    assert received[0].startswith(
        b"CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\n"
    )


@pytest.mark.parametrize(
    "text",
    ["shop.example:80", "https://proxy:1", "http://proxy", "http://proxy:99999", "http://a:b@p"],
)
def test_what_is_no_proxy_is_refused(text):
    """A scheme, a host and a port; credentials are not shown."""
    with pytest.raises(OptionError) as caught:
        connection_settings(proxy=text)

    assert caught.value.where == "--proxy"
    assert "a:b" not in str(caught.value)


def test_credentials_of_a_proxy_are_sent_to_it_alone():
    """In the header of each plain request, percent-decoded; not in what is recorded."""
    with serve(lambda _: Reply()) as proxy:
        url = proxy.url.replace("://", "://me:p%40ss@")
        settings = connection_settings(proxy=url)
        connection = Connection("http://shop.example", time.monotonic, settings)
        request = Request(method="GET", origin="http://shop.example", target="/")
        connection.send(request, timeout=60, max_body=1000)
        connection.close()

    sent = proxy.seen[0].header("Proxy-Authorization")
    assert sent == f"Basic {b64encode(b'me:p@ss').decode()}"
    assert settings.option_words == ("--proxy", proxy.url)
    assert "p@ss" not in repr(settings)


def test_credentials_of_a_proxy_open_a_tunnel():
    """CONNECT has them; what goes through the tunnel has not."""
    with tunnel(b"HTTP/1.1 407 Who\r\n\r\n") as (url, received):
        settings = connection_settings(proxy=url.replace("://", "://me:hush@"))
        connection = Connection("https://shop.example", time.monotonic, settings)
        request = Request(method="GET", origin="https://shop.example", target="/")
        with pytest.raises(NoResponse) as caught:
            connection.send(request, timeout=60, max_body=1000)

    assert caught.value.reason == f"the proxy {url} (--proxy) refused the tunnel: 407 Who"
    assert b"Proxy-Authorization: Basic " in received[0]
    assert settings.headers("https://shop.example") == ()


def test_a_proxy_that_is_not_there_is_named():
    """Not the server, which was never asked."""
    settings = connection_settings(proxy="http://127.0.0.1:9")
    connection = Connection("http://shop.example", time.monotonic, settings)
    request = Request(method="GET", origin="http://shop.example", target="/")
    with pytest.raises(NoResponse) as caught:
        connection.send(request, timeout=60, max_body=1000)

    assert caught.value.reason == (
        "the proxy http://127.0.0.1:9 (--proxy) cannot be reached: the connection was refused"
    )


def test_the_environment_names_a_proxy_unless_the_option_does():
    """As for other clients; a wrong variable is refused before anything is sent."""
    environ = {"HTTP_PROXY": "http://env:1", "https_proxy": "socks5://env:2"}
    plain = with_environment(NO_PROXY, environ, ["http://shop.example"])
    option = with_environment(connection_settings(proxy="http://opt:3"), environ, [])

    assert plain.proxy_for("http://shop.example").address == ("env", 1)
    assert plain.proxy_for("http://127.0.0.1:4010") is None
    assert option.proxy_for("http://127.0.0.1:4010").address == ("opt", 3)
    with pytest.raises(OptionError, match="this is not a proxy") as caught:
        with_environment(NO_PROXY, environ, ["https://shop.example"])
    assert caught.value.where == "https_proxy"


def test_certificates_that_cannot_be_read_are_refused(tmp_path):
    """A file that is missing, and one that is no certificate."""
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")

    for options in ({"ca": tmp_path / "none.pem"}, {"ca": empty}, {"certificate": empty}):
        with pytest.raises(OptionError, match="the certificates cannot be used"):
            connection_settings(**options)


def test_a_key_needs_its_certificate(tmp_path):
    """Alone it proves nothing."""
    with pytest.raises(OptionError, match="a key without its certificate"):
        connection_settings(key=tmp_path / "key.pem")


def test_insecure_trusts_anything():
    """Only if the option is given."""
    context = connection_settings(is_insecure=True).tls

    assert context is not None
    assert not context.check_hostname


def test_options_can_be_said_again():
    """The options of the connection are repeated for the next command."""
    settings = connection_settings(is_insecure=True, proxy="http://proxy:3128")

    assert settings.option_words == ("--proxy", "http://proxy:3128", "--tls-insecure")
    assert NO_PROXY.option_words == ()
