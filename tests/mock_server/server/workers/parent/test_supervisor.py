"""The parent of the workers."""

import os
import signal
import time

import pytest

from mock_server.server.workers.forking import receive_signals
from mock_server.server.workers.frames import FrameKind, frame
from mock_server.server.workers.listening import listen_for_workers
from mock_server.server.workers.parent.hub import WorkersHub
from mock_server.server.workers.parent.supervisor import Supervisor, WorkersError
from mock_server.settings import Settings


def supervise(run_worker, *, on_ready=lambda: None, count=2):
    """Run workers until a signal; return the signal and what was said."""
    said = []
    supervisor = Supervisor(
        run_worker,
        listeners=listen_for_workers(Settings(port=0), count),
        hub=WorkersHub(),
        on_ready=on_ready,
        notify=said.append,
    )
    return supervisor.run, said


def serving(channel, notice=b""):
    """Answer, in a worker, until a signal."""
    stopped = []
    receive_signals(lambda: stopped.append(1))
    channel.sendall((frame(FrameKind.NOTICE, notice) if notice else b"") + frame(FrameKind.READY))
    deadline = time.monotonic() + 30
    while not stopped and time.monotonic() < deadline:
        time.sleep(0.005)
    return 0


def test_all_workers_are_ready_before_it_is_said_once():
    """And what each of them reports is shown once; a signal ends all."""
    ready = []

    def on_ready():
        ready.append(1)
        os.kill(os.getpid(), signal.SIGTERM)

    run, said = supervise(
        lambda _number, channel, _is_again: serving(channel, b"hello"), on_ready=on_ready
    )

    assert run() == signal.SIGTERM
    assert ready == [1]
    assert said == ["hello"]


def test_a_worker_that_ends_is_started_again():
    """It is said which one, and how it ended; the new one knows that it is not the first."""

    def run_worker(number, channel, is_again):
        if number == 2 and not is_again:
            os.kill(os.getpid(), signal.SIGKILL)
        return serving(channel)

    run, said = supervise(run_worker, on_ready=lambda: os.kill(os.getpid(), signal.SIGINT))

    assert run() == signal.SIGINT
    assert said == ["mock-server: worker 2 ended (SIGKILL) and is started again"]


def test_a_worker_that_always_ends_at_once_ends_the_server():
    """With an error that names it, and the others end in order."""

    def run_worker(number, channel, _is_again):
        return 7 if number == 1 else serving(channel)

    run, said = supervise(run_worker)

    with pytest.raises(WorkersError, match="worker 1 ends as soon as it is started") as error:
        run()
    assert "exit code 7" in str(error.value)
    assert len(said) == 4


def test_a_worker_that_sends_garbage_is_replaced():
    """The reason is said."""

    def run_worker(number, channel, is_again):
        if number == 1 and not is_again:
            channel.sendall(b"\xff" * 100)
        return serving(channel)

    run, said = supervise(run_worker, on_ready=lambda: os.kill(os.getpid(), signal.SIGTERM))
    run()

    assert "worker 1 is ended: a frame of" in said[0]
    assert "worker 1 ended (SIGKILL) and is started again" in said[1]
