"""Answers are read from real servers, and checked while they change."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.benchmarks.speed.answers import Answer, Watcher, ask_once
from tests.benchmarks.speed.asking import Request
from tests.servers.launch import serve

MISSING = Request(target="/nowhere")
ENOUGH = 2000
"""Requests that take longer than the watcher waits."""


@pytest.fixture(scope="module")
def port():
    """The port of a small server that is independent of the mock."""
    with serve("elastic_path.reference") as server:
        yield server.address[1]


def test_answer_is_read_whole():
    """Status, headers in lower case, body and the number of bytes."""
    sent = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nX-A: b\r\n\r\n{}"
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor() as pool:
        asked = pool.submit(ask_once, listener.getsockname()[1], MISSING.raw())
        with listener.accept()[0] as connection:
            connection.recv(1000)
            connection.sendall(sent)
            answer = asked.result()

    assert answer == Answer(
        status=404,
        headers=(("content-length", "2"), ("x-a", "b")),
        body=b"{}",
        size=len(sent),
    )


def test_watcher_checks_until_the_end(port):
    """It checks the answers of a server that has other clients too."""
    with Watcher(port, MISSING, 0) as watcher:
        asked = (ask_once(port, MISSING.raw()) for _ in range(ENOUGH))
        next((one for one in asked if watcher.answers), None)

    assert {answer.status for answer in watcher.answers} == {404}
    assert watcher.failures == []


def test_own_headers_are_those_that_another_server_can_send():
    """Date and length are left out, as each server writes its own."""
    pairs = (("date", "now"), ("etag", "x"), ("content-length", "2"))
    answer = Answer(status=200, headers=pairs, body=b"{}", size=0)

    assert answer.own_headers == (("etag", "x"),)


def test_a_missing_answer_is_an_error():
    """Every reason for a missing answer is an error of the connection."""
    with pytest.raises(OSError, match="refused"):
        ask_once(1, MISSING.raw())


def test_watcher_reports_why_it_has_no_answer():
    """A server that cannot be reached does not count as right."""
    with Watcher(1, MISSING, 0) as watcher:
        pass

    assert watcher.answers == []
    assert watcher.failures == ["ConnectionRefusedError while watching"]
