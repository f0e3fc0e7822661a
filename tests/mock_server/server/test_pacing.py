"""Tests of turns: no connection takes more than its share."""

import socket
import time

from mock_server.server.embedded import MockServer
from mock_server.server.pacing import MAX_TURN_BYTES, PIECE_BYTES

GET = b"GET /subscriptions/imports?__code=500 HTTP/1.1\r\nHost: mock\r\n\r\n"
LAST = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
SECONDS = 60.0


def test_every_request_of_a_flood_is_answered(packaged):
    """Requests that come faster than they are parsed are queued, and none is lost."""
    count = 10 * MAX_TURN_BYTES // len(GET)
    with MockServer(contracts=packaged) as server, connect(server) as client:
        client.sendall(GET * count + LAST)
        received = read_to_the_end(client)

    assert received.count(b"HTTP/1.1 500 ") == count + 1


def test_a_flood_does_not_hold_up_another_client(packaged):
    """While one client's requests are queued, another client is answered."""
    with MockServer(contracts=packaged) as server, connect(server) as flood:
        flood.settimeout(0.2)
        try:
            flood.sendall(GET * (4000 * PIECE_BYTES // len(GET)))
        except TimeoutError:
            """The server reads no more than it answers."""
        with connect(server) as other:
            other.sendall(LAST)
            answer = read_to_the_end(other)

    assert answer.startswith(b"HTTP/1.1 500 ")


def connect(server):
    """Return a connection to the server."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def read_to_the_end(client):
    """Return everything that is received until the other side closes."""
    pieces, end = [], time.monotonic() + SECONDS
    while (piece := client.recv(65536)) and time.monotonic() < end:
        pieces.append(piece)
    return b"".join(pieces)
