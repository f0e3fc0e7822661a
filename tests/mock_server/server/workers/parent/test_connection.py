"""The parent's end of the connection to a worker."""

import socket

import pytest

from mock_server.server.workers.frames import FrameError, FrameKind, frame
from mock_server.server.workers.parent.connection import WorkerConnection


@pytest.fixture
def pair():
    """Return a connection, and the worker's socket."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(60)
    connection = WorkerConnection(ours, max_waiting=1000)
    yield connection, theirs
    connection.close()
    theirs.close()


def test_frames_go_both_ways(pair):
    """What one side sends the other receives."""
    connection, worker = pair
    connection.send(FrameKind.ASK, b"question")
    worker.sendall(frame(FrameKind.READY) + frame(FrameKind.NOTICE, b"hello"))

    assert worker.recv(100) == frame(FrameKind.ASK, b"question")
    assert [*connection.receive()] == [(FrameKind.READY, b""), (FrameKind.NOTICE, b"hello")]
    assert [*connection.receive()] == []
    assert connection.is_open


def test_a_worker_that_reads_nothing_is_noticed(pair):
    """What waits for it is known, and the parent does not wait."""
    connection, worker = pair
    while not connection.has_waiting:
        connection.send(FrameKind.ASK, b"x" * 50_000)
    assert connection.is_stuck
    worker.settimeout(0)
    while connection.has_waiting:
        worker.recv(10**6)
        connection.flush()

    assert not connection.is_stuck


def test_a_worker_that_has_ended_is_noticed(pair):
    """Neither sending nor receiving raises."""
    connection, worker = pair
    worker.close()
    assert [*connection.receive()] == []
    connection.send(FrameKind.ASK)

    assert not connection.is_open
    assert not connection.has_waiting


def test_garbage_is_an_error(pair):
    """The supervisor ends such a worker."""
    connection, worker = pair
    worker.sendall(b"\xff" * 10)

    with pytest.raises(FrameError):
        [*connection.receive()]
