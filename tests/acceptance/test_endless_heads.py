"""Requests whose heads never end."""

import socket
from contextlib import suppress

import pytest

from tests.acceptance.cases import cases
from tests.acceptance.commands import mock_process
from tests.acceptance.raw_socket import exchange, request

PIECES = 256
PIECE = 64 * 1024
"""16 MiB in all, far more than is read."""


@pytest.fixture(scope="module")
def mock():
    """A mock of this module's own."""
    with mock_process() as running:
        yield running


def pour(address, beginning: bytes, piece: bytes) -> tuple[bytes, int]:
    """Send without an end; return the first line of the answer and the pieces that went out."""
    sent = 0
    with socket.create_connection(address, timeout=15) as connection:
        try:
            connection.sendall(beginning)
            for _ in range(PIECES):
                connection.sendall(piece)
                sent += 1
        except ConnectionError:
            pass  # the server has said its word and closed
        received = b""
        with suppress(ConnectionResetError):  # what came before counts
            received = connection.recv(1000)
    return received.partition(b"\r\n")[0], sent


@cases(
    "beginning, piece",
    {
        "target": (b"GET %b?", b"a" * PIECE),
        "header-name": (b"GET %b HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"a" * PIECE),
        "header-value": (b"GET %b HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", b"a" * PIECE),
        "headers": (b"GET %b HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X-A: b\r\n" * (PIECE // 8)),
    },
)
@pytest.mark.parametrize("path", [b"/subscriptions/imports", b"/__admin/health"])
def test_head_without_an_end_is_refused(mock, path, beginning, piece):
    """Neither side takes in more than a head may have; the mock says so, closes, and goes on."""
    line, sent = pour(mock.address, beginning % path, piece)
    after = exchange(mock.address, request(b"/__admin/ready"))

    assert line == b"HTTP/1.1 431 Request Header Fields Too Large"
    assert sent < PIECES
    assert after.status == 200


@cases(
    "ending, piece",
    {
        "headers": (b"0\r\n", b"X-A: b\r\n" * (PIECE // 8)),
        "header-value": (b"0\r\nX: ", b"a" * PIECE),
        "chunk-extension": (b"1;", b"a" * PIECE),
    },
)
def test_trailer_without_an_end_is_cut_off(mock, ending, piece):
    """What follows a body is bounded too; who never ends it is hung up on."""
    beginning = (
        b"POST /subscriptions/imports HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    _, sent = pour(mock.address, beginning + ending, piece)
    after = exchange(mock.address, request(b"/__admin/ready"))

    assert sent < PIECES
    assert after.status == 200
