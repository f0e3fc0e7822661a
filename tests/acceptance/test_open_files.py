"""A process that may open few files."""

import select
import shlex
import socket
import subprocess
import time
from contextlib import ExitStack, suppress

import pytest

from openapi.process.open_files import RESERVED_FILES
from tests.acceptance.commands import PATIENCE, command, environment, mock_process
from tests.acceptance.raw_socket import exchange, request

LIMIT = 128
JOBS = b"GET /subscriptions/imports HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize("limit", [8, 24, 64])
def test_too_few_files_to_serve_are_said(limit):
    """With too low a limit the mock does not start: exit 2, and one message with the limit."""
    words = f"ulimit -n {limit}; exec {shlex.quote(command('mock-server'))} serve --port 0"
    result = subprocess.run(
        ["/bin/sh", "-c", words],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environment(),
        timeout=120,
    )

    assert result.returncode == 2
    assert f"a limit of {limit}" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 3


@pytest.fixture
def limited(tmp_path):
    """A command that serves with few files."""
    path = tmp_path / "limited"
    mock = shlex.quote(command("mock-server"))
    path.write_text(f'#!/bin/sh\nulimit -n {LIMIT}\nexec {mock} "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_more_clients_than_files_neither_end_nor_busy_the_mock(limited):
    """Clients beyond the limit get nothing; the mock idles meanwhile, and serves later ones."""
    with mock_process(executable=limited) as mock, ExitStack() as clients:
        crowd = [
            clients.enter_context(socket.create_connection(mock.address, timeout=15))
            for _ in range(LIMIT + 40)
        ]
        for client in crowd:
            client.sendall(JOBS)
        answered = answered_of(crowd)
        before = used_seconds(mock)
        time.sleep(2.0)
        used = used_seconds(mock) - before
        clients.close()
        after = eventually_answered(mock.address)
        code = mock.stop()

    assert LIMIT // 2 - RESERVED_FILES < answered < len(crowd)
    assert used < 1.0
    assert (after, code) == (200, 0)
    assert "Traceback" not in mock.text()


def test_what_is_loaded_when_needed_first_is_loaded_with_all_clients_connected(limited):
    """While clients hold every connection there may be, each page and refusal still comes."""
    paths = {
        "/__console/": 200,
        "/__docs": 200,
        "/__openapi": 200,
        "/__admin/faults": 200,
        "/subscriptions/imports?page[limit]=x": 400,
        "/subscriptions/imports?__fault=rate-limit": 429,
        "/nothing/here": 404,
        "/subscriptions/imports": 200,
    }
    with mock_process(executable=limited) as mock, ExitStack() as clients:
        crowd = [
            clients.enter_context(socket.create_connection(mock.address, timeout=15))
            for _ in range(LIMIT + 40)
        ]
        statuses = {}
        for client, path in zip(crowd, paths, strict=False):
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            statuses[path] = int(client.recv(12).split()[1])

    assert statuses == paths
    assert "Traceback" not in mock.text()


def eventually_answered(address):
    """Return the status of the first answer there is, once the crowd's connections are closed."""
    for _ in range(50):
        with suppress(OSError, AssertionError):  # closed without an answer
            return exchange(address, request(b"/subscriptions/imports")).status
        time.sleep(0.2)
    return None


def answered_of(crowd):
    """Return how many clients are answered, once no further one has been for a second."""
    waiting, answered = {*crowd}, 0
    while ready := select.select(waiting, [], [], PATIENCE if not answered else 1.0)[0]:
        waiting -= {*ready}
        for client in ready:
            with suppress(OSError):
                answered += client.recv(15) == b"HTTP/1.1 200 OK"
    return answered


def used_seconds(mock):
    """Return how long a mock has used the processor."""
    with open(f"/proc/{mock.process.pid}/stat", encoding="ascii") as stat:  # noqa: PTH123
        words = stat.read().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / 100
