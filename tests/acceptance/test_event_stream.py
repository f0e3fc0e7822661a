"""The journal as it grows, read from a real socket."""

import json
import socket
import time

import pytest

from mock_server import MockServer
from mock_server.admin.event_stream import MAX_READERS
from tests.acceptance.raw_socket import exchange, request

LONG = b"GET /nothing-" + b"x" * 900 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
JOBS = b"/subscriptions/imports"


@pytest.fixture(scope="module")
def mock():
    """A mock of the packaged APIs."""
    with MockServer() as server:
        yield server


@pytest.fixture(autouse=True)
def begun_anew(mock):
    """Each test finds an empty journal."""
    mock.reset()


def address(mock):
    """Return where a mock listens."""
    return ("127.0.0.1", mock.settings.port)


def follow(mock, query=b"?since=0"):
    """Return a socket on which events come."""
    reader = socket.create_connection(address(mock), timeout=20)
    reader.sendall(b"GET /__admin/events" + query + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return reader


def read_until(reader, wanted):
    """Return what comes until a text is there, or until the end."""
    found = b""
    while wanted not in found and (data := reader.recv(65536)):
        found += data
    return found


def opened(mock):
    """Return how many streams are open."""
    return mock._call(lambda controls: controls.state.streams.open)  # noqa: SLF001 - shown nowhere


def wait_until(is_true):
    """Wait a while for something that comes soon."""
    end = time.monotonic() + 20
    while not is_true() and time.monotonic() < end:
        time.sleep(0.02)
    assert is_true()


def test_exchanges_come_as_they_end(mock):
    """A reader gets each exchange with its facts, without asking again."""
    with follow(mock) as reader:
        read_until(reader, b"event: journal")
        exchange(address(mock), request(JOBS + b"?page%5Blimit%5D=500"))
        text = read_until(reader, b"id: 1").decode()
    (line,) = [each for each in text.splitlines() if each.startswith('data: {"id"')]

    found = json.loads(line.removeprefix("data: "))
    assert (found["id"], found["status"], found["operation"]) == (1, 400, "listImportJobs")
    assert found["refusal"]


def test_reader_that_leaves_makes_room(mock):
    """Sixteen read at once, the next one is refused until another leaves."""
    readers = [follow(mock) for _ in range(MAX_READERS)]
    wait_until(lambda: opened(mock) == MAX_READERS)
    refused = exchange(address(mock), request(b"/__admin/events"))
    for reader in readers:
        reader.close()
    wait_until(lambda: opened(mock) == 0)

    assert refused.status == 429
    with follow(mock) as reader:
        assert b"event: journal" in read_until(reader, b"event: journal")


def test_slow_reader_holds_up_no_client(mock):
    """Thousands of answers are given while a reader takes nothing; another gets them all."""
    with follow(mock) as slow, follow(mock) as quick:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with socket.create_connection(address(mock), timeout=20) as client:
            for _ in range(30):
                client.sendall(LONG * 100)
                answered = b""
                while answered.count(b"HTTP/1.1 404") < 100:
                    answered += client.recv(65536)
        text = read_until(quick, b"id: 3000\n")

    assert b"event: missed" not in text
    assert text.count(b"\nid: ") == 3000


def test_stop_waits_for_no_reader():
    """A mock with open streams stops at once; the streams end in order."""
    with MockServer() as server, follow(server) as reader:
        read_until(reader, b"event: journal")
        server.stop()
        rest = read_until(reader, b"never")

    assert rest.endswith(b"0\r\n\r\n")
