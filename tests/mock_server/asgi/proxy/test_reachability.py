"""A server behind the proxy that is not there is named at the start."""

import socket
from contextlib import nullcontext

import pytest

from mock_server.asgi.proxy.reachability import unreachable_sentence, watch_upstream
from mock_server.asgi.proxy.upstream import parse_address
from mock_server.settings import Settings

ADDRESS = parse_address("http://127.0.0.1:8000")


def refusing(*_where, **_how):
    """Refuse every connection."""
    raise ConnectionRefusedError(111, "Connection refused")


@pytest.mark.parametrize(
    ("has_fallback", "until"), [(True, "the mock answers"), (False, "requests get 502")]
)
def test_dead_server_is_named_with_what_happens(has_fallback, until):
    """A developer who forgot to start the server reads so before the first request."""
    sentence = unreachable_sentence(ADDRESS, has_fallback=has_fallback, connect=refusing)

    assert sentence == (
        "mock-server: http://127.0.0.1:8000 cannot be reached (Connection refused);"
        f" until it can be, {until}"
    )


def test_server_that_is_there_is_no_news():
    """Nothing is said about a server that accepts a connection."""
    found = unreachable_sentence(
        ADDRESS, has_fallback=True, connect=lambda *_, **__: nullcontext(None)
    )

    assert found == ""


def test_message_comes_while_the_proxy_starts():
    """The look at a real port reports once, beside the start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    reported = []
    settings = Settings(upstream=f"http://127.0.0.1:{port}")
    thread = watch_upstream(settings, reported.append)
    thread.join(10)

    assert len(reported) == 1
    assert f":{port} cannot be reached" in reported[0]
