"""Tests of serving an ASGI application for a run."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from contracts.http.asgi_server import serve_asgi


async def app(scope, receive, send):
    """Answer every request with 204."""
    del receive
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def status_of(url):
    """Return the status of a GET."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    finally:
        connection.close()


def test_an_application_is_served_while_the_block_runs():
    """It answers on loopback, and its port is closed afterwards."""
    with serve_asgi(app) as url:
        assert url.startswith("http://127.0.0.1:")
        assert status_of(url) == 204
    with pytest.raises(ConnectionRefusedError):
        status_of(url)


def test_a_url_is_used_as_it_is():
    """A server that runs elsewhere is not served."""
    with serve_asgi("http://127.0.0.1:9") as url:
        assert url == "http://127.0.0.1:9"
