"""A mock that gets a signal while it is answering."""

import signal
import socket
import time

import pytest

from tests.acceptance.commands import PATIENCE, mock_process
from tests.acceptance.conftest import WAREHOUSE
from tests.acceptance.raw_socket import parse

GOODS = b"/api/v1/depots/7/goods"
BODY = b'{"code":"KE-0008","label":"Kettle","kilograms":1.25}'
HEAD = b"\r\n".join(
    [
        b"POST " + GOODS + b" HTTP/1.1",
        b"Host: 127.0.0.1",
        b"Content-Type: application/json",
        b"Content-Length: %d" % len(BODY),
        b"Expect: 100-continue",
        b"",
        b"",
    ]
)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_answer_that_has_begun_is_finished(number):
    """A response that has begun when the signal comes is sent whole; exit code 0."""
    with mock_process("--spec", str(WAREHOUSE)) as mock:
        with socket.create_connection(mock.address, timeout=15) as connection:
            connection.sendall(HEAD)
            interim = connection.recv(100)  # the request is being answered from here on
            mock.process.send_signal(number)
            connection.sendall(BODY)
            received = b""
            while part := connection.recv(65536):
                received += part
        code = mock.stop(number)

    assert interim.startswith(b"HTTP/1.1 100 ")
    assert parse(received).status in {200, 201}
    assert parse(received).header("content-length") == str(len(parse(received).body))
    assert code == 0


def test_end_says_what_it_waits_for_and_need_not_wait():
    """Ctrl-C names the requests that are being answered; again, it ends the mock at once."""
    with mock_process() as mock, socket.create_connection(mock.address, timeout=15) as connection:
        connection.sendall(
            b"GET /subscriptions/imports?__fault=delay;seconds=60 HTTP/1.1\r\nHost: x\r\n\r\n"
        )
        with socket.create_connection(mock.address, timeout=15) as other:
            other.sendall(b"GET /__health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            other.recv(65536)
        mock.process.send_signal(signal.SIGINT)
        until = time.monotonic() + PATIENCE
        while not mock.lines[-1].startswith("mock-server: 1 ") and time.monotonic() < until:
            time.sleep(0.05)
        code = mock.stop(signal.SIGINT)

    assert mock.lines[-2:] == [
        "mock-server: 1 request is still being answered, at most 5 s; Ctrl-C again ends it now",
        "mock-server: 1 request is not answered",
    ]
    assert code == 0


def test_delayed_answer_is_finished():
    """An answer that a fault holds back goes out all the same before the mock ends."""
    with mock_process() as mock:
        with socket.create_connection(mock.address, timeout=15) as connection:
            raw = (
                b"GET /subscriptions/imports?__fault=delay;seconds=1 HTTP/1.1\r\n"
                b"Host: 127.0.0.1\r\n\r\n"
            )
            connection.sendall(raw)
            # Another request is answered at once, so the first has arrived.
            with socket.create_connection(mock.address, timeout=15) as other:
                other.sendall(b"GET /__health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                other.recv(65536)
            mock.process.send_signal(signal.SIGTERM)
            received = b""
            while part := connection.recv(65536):
                received += part
        code = mock.stop()

    assert parse(received).status == 200
    assert parse(received).json()["data"]
    assert code == 0
