"""One worker."""

import os
import signal
import socket

from mock_server.asgi.app import create_mock
from mock_server.server.reloading import ReloadableApp
from mock_server.server.uvicorn_server import listen
from mock_server.server.workers.forking import fork
from mock_server.server.workers.frames import FrameKind, FrameReader, frame, pack, unpack
from mock_server.server.workers.worker import Worker, WorkerParts
from mock_server.server.workers.worker_store import WorkerStore
from mock_server.settings import Settings


def test_a_worker_without_its_parent_ends_in_order(packaged):
    """It says first that it answers; when its parent has gone, it ends with exit code 0."""
    settings, store = Settings(port=0), WorkerStore()
    listeners = listen(settings)
    live = ReloadableApp(create_mock(packaged, settings, workers_store=store))
    live.mock.warm_up()
    parts = WorkerParts(
        live=live, settings=settings, store=store, count=2, log=None, write=len, warn=len
    )
    ours, theirs = socket.socketpair()

    def serve():
        ours.close()
        return Worker(parts, 1, theirs, is_again=False).run(listeners)

    pid = fork(serve)
    theirs.close()
    reader, kinds = FrameReader(), []
    ours.settimeout(30)
    while FrameKind.READY not in kinds:
        for kind, payload in reader.feed(ours.recv(4096)):
            kinds.append(kind)
            if kind is FrameKind.CALL:
                answer_nothing(ours, unpack(payload))
    ours.close()

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    for listener in listeners:
        listener.close()


def answer_nothing(channel, values):
    """Answer a call as a hub without choices does."""
    channel.sendall(frame(FrameKind.ANSWER, pack([values[0], b""])))


def test_a_signal_before_the_start_ends_a_worker(packaged):
    """It is not lost while the worker prepares."""
    settings, store = Settings(port=0), WorkerStore()
    listeners = listen(settings)
    live = ReloadableApp(create_mock(packaged, settings, workers_store=store))
    parts = WorkerParts(
        live=live, settings=settings, store=store, count=2, log=None, write=len, warn=len
    )
    ours, theirs = socket.socketpair()

    def serve():
        worker = Worker(parts, 1, theirs, is_again=False)
        os.kill(os.getpid(), signal.SIGTERM)  # blocked until it runs
        ours.close()
        return worker.run(listeners)

    pid = fork(serve)
    theirs.close()

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    for each in (ours, *listeners):
        each.close()
