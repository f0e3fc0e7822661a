"""Connections torn for real: uvicorn in a thread, raw sockets in front of it."""

import errno
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
import uvicorn

from mock_server.faults.kinds.transport import transport_faults
from mock_server.faults.model.delivery import deliver
from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.faults.model.response_plan import unchanged
from mock_server.http.responses import prepare_response
from mock_server.server.connection import ConnectionProtocol

ANSWER = prepare_response(200, media_type="application/json", body=b'{"size":"a body of 26"}')
REQUEST = b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n"
SETTINGS = {"dribble": {"seconds": 0.05, "pieces": 4}, "delay": {"seconds": 0.01}}


class Server(uvicorn.Server):
    """uvicorn that reports when it is ready."""

    up: Event

    async def startup(self, sockets=None):
        """Listen, then report."""
        await super().startup(sockets)
        self.up.set()


@pytest.fixture(scope="module", params=["uvloop", "asyncio"])
def port(request, placewise) -> Iterator[int]:
    """The port of a server that answers `/NAME` with the fault of that name."""
    exchange = HealthyExchange(contract=placewise, operation=placewise.operations[0], answer=ANSWER)
    plans = {fault.id: fault.plan(exchange, SETTINGS.get(fault.id)) for fault in transport_faults()}
    plans["healthy"] = unchanged(ANSWER)

    async def app(scope, receive, send):
        await deliver(plans[scope["path"][1:]], scope, receive, send)

    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, http=ConnectionProtocol, loop=request.param, ws="none", lifespan="off", log_config=None
    )
    server = Server(config)
    server.up = Event()
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    assert server.up.wait(10)
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join(10)


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    """Connect to the server; no answer takes longer than five seconds."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        yield client


def read_to_end(client: socket.socket) -> bytes:
    """Return everything that comes before the server closes the connection."""
    received = b""
    while block := client.recv(65536):
        received += block
    return received


def read_answer(client: socket.socket) -> tuple[bytes, bytes]:
    """Return the head and body of one answer that has a Content-Length."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += client.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += client.recv(65536)
    return head, body


def test_reset_is_a_tcp_reset(port):
    """The client's socket fails with "connection reset by peer"."""
    with connected(port) as client:
        client.sendall(REQUEST % b"reset")
        with pytest.raises(ConnectionResetError) as caught:
            client.recv(1)

    assert caught.value.errno == errno.ECONNRESET


def test_close_sends_nothing(port):
    """The client sees the end of the connection and not a byte before it."""
    with connected(port) as client:
        client.sendall(REQUEST % b"close")

        assert read_to_end(client) == b""


def test_truncated_body_is_shorter_than_promised(port):
    """The head promises the whole body, half of it comes."""
    with connected(port) as client:
        client.sendall(REQUEST % b"truncate")
        head, _, body = read_to_end(client).partition(b"\r\n\r\n")

    assert b"content-length: 23" in head
    assert body == b'{"size":"a '


def test_garbage_follows_the_status_line(port):
    """After a valid status line come invalid bytes."""
    with connected(port) as client:
        client.sendall(REQUEST % b"garbage")
        received = read_to_end(client)

    assert received.startswith(b"HTTP/1.1 200 OK\r\n\x00")
    assert len(received) == len(b"HTTP/1.1 200 OK\r\n\x00") + 200
    assert b"\r\n\r\n" not in received


def test_broken_keep_alive_answers_once(port):
    """The response is complete without `Connection: close`, but the connection is closed."""
    with connected(port) as client:
        client.sendall(REQUEST % b"keep-alive-broken")
        head, body = read_answer(client)

        assert body == ANSWER.body
        assert b"connection: close" not in head.lower()
        assert client.recv(1) == b""


@pytest.mark.parametrize("name", [b"healthy", b"dribble", b"delay"])
def test_what_is_only_slow_keeps_its_connection(port, name):
    """A slow answer is whole, and the next request on the connection is answered too."""
    with connected(port) as client:
        client.sendall(REQUEST % name)
        first = read_answer(client)
        client.sendall(REQUEST % b"healthy")

        assert first[1] == ANSWER.body
        assert read_answer(client)[1] == ANSWER.body


def test_torn_connections_leave_no_word_in_the_log(port, caplog):
    """Uvicorn does not log a response that a fault has broken."""
    with caplog.at_level(logging.WARNING):
        for name in (b"close", b"truncate", b"garbage", b"keep-alive-broken"):
            with connected(port) as client:
                client.sendall(REQUEST % name)
                read_to_end(client)
        with connected(port) as client:
            client.sendall(REQUEST % b"healthy")
            read_answer(client)

    assert caplog.records == []
