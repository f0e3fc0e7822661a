"""The address of the server behind the proxy."""

import asyncio
import socket

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
