"""The parent of the workers: starts them, starts one that ended again, and ends with them.

It serves nothing itself, and waits in one thread for three kinds of events: a signal, a frame of a
worker, and the passing of a time limit.
"""

import os
import selectors
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from socket import socket, socketpair

from mock_server.errors import MockServerError
from mock_server.server.workers.forking import STOPPING, fork, waking_signals
from mock_server.server.workers.frames import FrameError, FrameKind
from mock_server.server.workers.listening import close_all
from mock_server.server.workers.parent.connection import WorkerConnection
from mock_server.server.workers.parent.hub import WorkersHub
from mock_server.server.workers.parent.notices import Notices
from mock_server.server.workers.parent.restarts import MOST_IN_A_ROW, Restarts, describe_end
from openapi.errors import FactsError

START_SECONDS = 120.0  # how long a worker may take to answer; it may have to read large documents
STOP_SECONDS = 15.0  # for open requests to end; each worker allows them 5 seconds itself

_STEP_SECONDS = 0.25


class WorkersError(MockServerError, FactsError):
    """The workers do not run."""


RunWorker = Callable[[int, socket, bool], int]
"""Serves in a fork, and returns its exit code: number of the worker from 1, its connection to the
parent, and whether it is started again."""


@dataclass(slots=True)
class _Worker:
    """A process that runs."""

    number: int  # from 1; a process that takes the place of another has its number
    pid: int
    connection: WorkerConnection
    started: float  # when it was started
    ready: float | None = None  # when it first answered; None before
    is_killed: bool = False  # whether its end was forced


class Supervisor:
    """Keeps a number of workers running until a signal."""

    def __init__(  # noqa: PLR0913 - parts of a server, each by name
        self,
        run_worker: RunWorker,
        *,
        listeners: Sequence[Sequence[socket]],
        hub: WorkersHub,
        on_ready: Callable[[], None],
        notify: Callable[[str], None],
        ticker: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start nothing yet.

        `run_worker` is called in a fork for each worker; the listening sockets stay open here.
        `on_ready` is called once, when all workers answer.
        """
        self._run_worker = run_worker
        self._listeners = listeners
        self._hub = hub
        self._on_ready = on_ready
        self._notify = notify
        self._ticker = ticker
        self._workers: dict[int, _Worker] = {}
        self._restarts = Restarts()
        self._notices = Notices()
        self._selector = selectors.DefaultSelector()
        self._is_announced = False
        self._stopped_by: int | None = None
        self._deadline = 0.0
        self._failure: WorkersError | None = None

    def run(self) -> int:
        """Serve until a signal, and return its number when all workers have ended.

        Raises:
            WorkersError: A worker ends at once, again and again.
        """
        with waking_signals() as wakeup, self._selector:
            self._selector.register(wakeup, selectors.EVENT_READ)
            try:
                for number in range(1, len(self._listeners) + 1):
                    self._start(number, is_again=False)
                while self._workers:
                    self._turn(wakeup)
            finally:
                close_all(self._listeners)
                self._kill_all()
        if self._failure is not None:
            raise self._failure
        return self._stopped_by or signal.SIGTERM

    def _start(self, number: int, *, is_again: bool) -> None:
        ours, theirs = socketpair()

        def serve() -> int:
            ours.close()
            self._close_inherited(number)
            return self._run_worker(number, theirs, is_again)

        self._notices.begin(number)
        pid = fork(serve)
        theirs.close()
        connection = WorkerConnection(ours)
        self._workers[number] = _Worker(number, pid, connection, self._ticker())
        self._selector.register(connection, selectors.EVENT_READ, number)
        self._hub.joined(number, connection)

    def _close_inherited(self, number: int) -> None:
        """Close in a fork what belongs to the parent and to other workers."""
        self._selector.close()
        for worker in self._workers.values():
            worker.connection.close()
        close_all([own for index, own in enumerate(self._listeners, 1) if index != number])

    def _turn(self, wakeup: int) -> None:
        for key, events in self._selector.select(_STEP_SECONDS):
            if key.data is None:
                self._take_signals(wakeup)
            elif worker := self._workers.get(key.data):
                self._exchange(worker, events)
        self._reap()
        self._hub.check_time()
        self._check_limits()
        for worker in self._workers.values():
            self._wait_for(worker)

    def _take_signals(self, wakeup: int) -> None:
        with suppress(BlockingIOError):
            for number in os.read(wakeup, 4096):
                if number in STOPPING:
                    self._stop(number)

    def _stop(self, number: int) -> None:
        """Pass a signal to the workers: the first ends them in order, another SIGINT at once."""
        if self._stopped_by is None:
            self._stopped_by = number
            self._deadline = self._ticker() + STOP_SECONDS
            # The workers have their own; without these, no new connection waits for nothing.
            close_all(self._listeners)
            self._signal_all(signal.SIGTERM)
        elif number == signal.SIGINT:
            self._signal_all(signal.SIGINT)

    def _exchange(self, worker: _Worker, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            worker.connection.flush()
        if not events & selectors.EVENT_READ:
            return
        try:
            for kind, payload in worker.connection.receive():
                self._take(worker, kind, payload)
        except FrameError as error:
            self._end(worker, str(error))

    def _take(self, worker: _Worker, kind: FrameKind, payload: bytes) -> None:
        if kind is FrameKind.READY:
            worker.ready = worker.ready or self._ticker()
            if not self._is_announced and all(each.ready for each in self._workers.values()):
                self._is_announced = True
                self._on_ready()
        elif kind is FrameKind.NOTICE:
            text = payload.decode("utf-8", "replace")
            if self._notices.is_new(worker.number, text):
                self._notify(text)
        else:
            self._hub.received(worker.number, kind, payload)

    def _reap(self) -> None:
        for worker in [*self._workers.values()]:
            pid, status = os.waitpid(worker.pid, os.WNOHANG)
            if pid:
                self._ended(worker, os.waitstatus_to_exitcode(status))

    def _ended(self, worker: _Worker, code: int) -> None:
        # What it has sent before its end counts.
        while worker.connection.is_open and (frames := [*_frames(worker.connection)]):
            for kind, payload in frames:
                self._take(worker, kind, payload)
        if worker.connection in self._selector.get_map():
            self._selector.unregister(worker.connection)
        worker.connection.close()
        del self._workers[worker.number]
        self._hub.left(worker.number)
        if self._stopped_by is not None:
            return
        served = None if worker.ready is None else self._ticker() - worker.ready
        how = describe_end(code)
        if not self._restarts.may_start_again(worker.number, served):
            self._failure = WorkersError(
                f"worker {worker.number} ends as soon as it is started",
                found=f"{MOST_IN_A_ROW} times in a row, the last time by {how}",
                hint="serve without --workers to see the reason",
            )
            self._stop(signal.SIGTERM)
            return
        self._notify(f"mock-server: worker {worker.number} ended ({how}) and is started again")
        self._start(worker.number, is_again=True)

    def _check_limits(self) -> None:
        now = self._ticker()
        for worker in self._workers.values():
            if worker.connection.is_stuck:
                self._end(worker, "it does not read what the others have changed")
            elif worker.ready is not None and self._hub.is_silent(worker.number):
                self._end(worker, "it does not reply")
            elif worker.ready is None and now - worker.started > START_SECONDS:
                self._end(worker, f"it has not started within {START_SECONDS:g} s")
            elif self._stopped_by is not None and now > self._deadline:
                self._end(worker, f"it has not stopped within {STOP_SECONDS:g} s")

    def _end(self, worker: _Worker, reason: str) -> None:
        """End a worker that does not do what it should."""
        if not worker.is_killed:
            worker.is_killed = True
            self._notify(f"mock-server: worker {worker.number} is ended: {reason}")
            self._kill(worker)

    def _wait_for(self, worker: _Worker) -> None:
        events = selectors.EVENT_READ if worker.connection.is_open else 0
        events |= selectors.EVENT_WRITE if worker.connection.has_waiting else 0
        key = self._selector.get_map().get(worker.connection)
        if not events and key is not None:
            self._selector.unregister(worker.connection)
        elif key is not None and key.events != events:
            self._selector.modify(worker.connection, events, worker.number)

    def _signal_all(self, number: int) -> None:
        for worker in self._workers.values():
            os.kill(worker.pid, number)

    def _kill(self, worker: _Worker) -> None:
        os.kill(worker.pid, signal.SIGKILL)

    def _kill_all(self) -> None:
        """Leave no process behind, also if this one fails."""
        for worker in self._workers.values():
            self._kill(worker)
            os.waitpid(worker.pid, 0)
            worker.connection.close()
        self._workers.clear()


def _frames(connection: WorkerConnection) -> Iterator[tuple[FrameKind, bytes]]:
    with suppress(FrameError):
        yield from connection.receive()
