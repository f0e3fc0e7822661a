"""The address of the server behind the proxy."""

import asyncio
import socket
import threading
import time
from contextlib import suppress

import pytest

from mock_server.asgi.proxy.upstream import Upstream, UpstreamError, parse_address
from mock_server.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "authority", "path"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", ""),
        ("https://api.example/v1/", "api.example", "/v1"),
        ("http://API.example:80", "api.example", ""),
        ("http://[::1]:9", "[::1]:9", ""),
    ],
)
def test_an_address_is_read(text, authority, path):
    """`Host` has no default port; the path precedes every request's."""
    address = parse_address(text)

    assert (address.authority, address.path) == (authority, path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost:8000",
        "ftp://a.example",
        "http://",
        "http://a.example:99999",
        "http://a.example/?x=1",
        "http://a.example/#x",
        "http://ann:s3cret@a.example",
        "http://a.example/a b",
        "http://[::1",
    ],
)
def test_another_text_is_refused_without_its_secrets(text):
    """The message says what is allowed, and shows no password."""
    with pytest.raises(SettingsError, match="URL of a server") as refused:
        parse_address(text)

    assert "s3cret" not in str(refused.value)


def test_interim_responses_do_not_go_on_for_ever():
    """A server that never comes to its response is given up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            peer, _ = listener.accept()
            with peer, suppress(OSError):
                while True:
                    peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                    time.sleep(0.01)

        talking = threading.Thread(target=talk, daemon=True)
        talking.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        upstream = Upstream(parse_address(url), timeout_seconds=0.1)

        async def ask() -> None:
            async with upstream.send("GET", b"/", ((b"host", b"a"),), b""):
                pass

        with pytest.raises(UpstreamError, match="time was up") as error:
            asyncio.run(ask())
        talking.join(10)

    assert error.value.is_late


def test_a_server_that_is_not_there_is_said():
    """Nothing was sent, so that the mock may answer in its place."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        upstream = Upstream(
            parse_address(f"http://127.0.0.1:{taken.getsockname()[1]}"), timeout_seconds=5
        )

        async def ask() -> None:
            async with upstream.send("GET", b"/", (), b""):
                pass

        with pytest.raises(UpstreamError, match="Connect call failed") as error:
            asyncio.run(ask())

    assert error.value.is_unsent
