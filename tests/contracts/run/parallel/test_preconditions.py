"""Tests of what a run makes sure of before it is divided."""

import json
import socket
import threading
from contextlib import closing, contextmanager, suppress

import pytest

from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.run.parallel.preconditions import is_base_path_sure, simultaneous
from contracts.run.preparation import prepare, run_limits
from contracts.run.session import open_sessions
from contracts.run.settings.check import CheckSettings
from tests.contracts.live import Reply, serve
from tests.contracts.run.parallel.divided import shelf_server, shelves

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}"


@contextmanager
def opened(tmp_path, url, **changes):
    """Yield the session of a run, and its transport."""
    path = tmp_path / "shelves.json"
    path.write_text(json.dumps(shelves(2)), encoding="utf-8")
    settings = CheckSettings(targets=(url,), specs=(path,), **changes)
    targets, clock = prepare(settings), SystemClock()
    with closing(Transport(run_limits(targets, settings), clock)) as transport:
        [session] = open_sessions(targets, settings, transport, clock)
        yield session, settings, transport


def test_one_request_shows_that_the_base_path_is_right(tmp_path):
    """A healthy server costs one request."""
    with serve(shelf_server()) as server, opened(tmp_path, server.url) as (session, settings, _):
        assert is_base_path_sure(session, settings)

    assert [seen.target for seen in server.seen] == ["/s0"]


def test_a_server_without_these_paths_is_suspected(tmp_path):
    """If every operation is answered as an unknown path, the run is not divided."""
    answer = Reply(status=404, body={"error": "unknown"})
    with serve(lambda _: answer) as server, opened(tmp_path, server.url) as (session, settings, _):
        assert not is_base_path_sure(session, settings)


def test_a_server_of_many_connections_serves_all_workers(tmp_path):
    """Each connection that the workers may keep costs one request, but the first."""
    with serve(shelf_server()) as server, opened(tmp_path, server.url) as (session, _, transport):
        found = simultaneous([session], transport, lambda: 0.0, 3)

    assert (found.count, found.origin, found.tally.requests) == (3, "", 5)


def test_a_server_of_one_connection_gets_one_worker(tmp_path):
    """A healthy server with one thread is not asked from two connections, and not accused."""
    with one_connection_server() as url, opened(tmp_path, url, timeout_seconds=0.3) as run:
        session, settings, transport = run
        assert is_base_path_sure(session, settings)
        found = simultaneous([session], transport, lambda: 0.0, 3)

    assert (found.count, found.origin) == (1, url)


@contextmanager
def one_connection_server():
    """Yield the URL of a server that serves one connection to its end before the next."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        thread = threading.Thread(target=_serve_in_turn, args=(listener, over))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        over.set()
        thread.join()


def _serve_in_turn(listener, over):
    while not over.is_set():
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(60)
                while connection.recv(65_536):
                    connection.sendall(ANSWER)


@pytest.mark.parametrize("status", [401, 500])
def test_any_other_answer_shows_that_the_path_is_there(tmp_path, status):
    """A server that asks for credentials or fails has the path."""
    answer = Reply(status=status, body={})
    with serve(lambda _: answer) as server, opened(tmp_path, server.url) as (session, settings, _):
        assert is_base_path_sure(session, settings)
