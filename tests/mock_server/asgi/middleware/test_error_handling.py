"""Clients get a valid response, whatever is raised inside."""

import asyncio
import errno
import logging

import pytest

from mock_server.asgi.middleware.error_handling import ErrorHandling
from mock_server.http.responses import prepare_response
from tests.mock_server.asgi_client import ask, call, scope_of
from tests.mock_server.manual_time import ManualTime

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z

EXTRA = ((b"x-always", b"1"),)


def guarded(app):
    """Return `app` in a layer that adds a header."""
    return ErrorHandling(app, headers=lambda _: EXTRA, ticker=ManualTime(NOON))


async def fine(_scope, _receive, send):
    """Answer with a body."""
    await prepare_response(200, media_type="text/plain", body=b"body").send(send)


async def broken(*_):
    """Fail before answering."""
    message = "a secret reason"
    raise RuntimeError(message)


async def half_done(_scope, _receive, send):
    """Fail in the middle of an answer."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError


def test_headers_go_on_every_answer():
    """The headers for browsers are on every response."""
    assert ask(guarded(fine), "/").header("x-always") == "1"


def test_unexpected_mistake_is_an_apology(caplog):
    """After an exception, the client gets a 500 without details; the log has the traceback."""
    with caplog.at_level(logging.ERROR, logger="mock_server"):
        answer = ask(guarded(broken), "/some/path?secret=1")

    assert answer.status == 500
    assert answer.header("mock-server-problem") == "internal-error"
    assert answer.header("x-always") == "1"
    assert "secret" not in answer.body.decode()
    assert "a secret reason" in caplog.text
    assert "secret=1" not in caplog.text


def test_without_files_the_client_is_asked_to_come_again(caplog):
    """When no file can be opened, the answer is 503 with a time, and nothing is logged."""

    async def without_files(*_):
        raise OSError(errno.EMFILE, "too many")

    with caplog.at_level(logging.ERROR, logger="mock_server"):
        answer = ask(guarded(without_files), "/")

    assert answer.status == 503
    assert answer.header("mock-server-problem") == "out-of-files"
    assert answer.header("retry-after") == "1"
    assert not caplog.records


def test_half_a_response_is_not_completed(caplog):
    """When headers are already out, the server is left to cut the connection."""
    with caplog.at_level(logging.ERROR, logger="mock_server"), pytest.raises(RuntimeError):
        ask(guarded(half_done), "/")

    assert "a request failed: GET '/'" in caplog.text


def test_head_loses_the_body_and_keeps_its_length():
    """A HEAD gets the headers of the GET without a body."""
    answer = ask(guarded(fine), "/", method="HEAD")

    assert (answer.body, answer.header("content-length")) == (b"", "4")


@pytest.mark.parametrize("extensions", [{"shared": 1}, None], ids=["shared", "none"])
def test_extensions_are_the_requests_own(extensions):
    """Changes of one request's extensions are not visible to the next."""

    async def writing(scope, receive, send):
        scope["extensions"]["mine"] = True
        await fine(scope, receive, send)

    scope = scope_of("GET", "/") | {"extensions": extensions}
    answer = asyncio.run(call(guarded(writing), scope))

    assert answer.status == 200
    assert extensions in ({"shared": 1}, None)


def test_server_may_start_and_stop():
    """Lifespan messages are answered, so every server runs the application."""
    incoming = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent = []

    async def receive():
        return incoming.pop(0)

    async def send(message):
        sent.append(message["type"])

    asyncio.run(guarded(broken)({"type": "lifespan"}, receive, send))

    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_websocket_is_closed():
    """A WebSocket is closed."""
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(guarded(broken)({"type": "websocket"}, None, send))

    assert sent == [{"type": "websocket.close", "code": 1000}]
