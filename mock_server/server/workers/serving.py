"""Serves with several workers: prepares the mock once, and runs it in each, one line at a time."""

import fcntl
import gc
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from socket import socket
from tempfile import TemporaryFile
from typing import Self

from mock_server.asgi.app import create_mock
from mock_server.journal.request_log import RequestLog
from mock_server.server.reloading import ReloadableApp
from mock_server.server.workers.listening import close_all, listen_for_workers
from mock_server.server.workers.parent.hub import WorkersHub
from mock_server.server.workers.parent.supervisor import Supervisor
from mock_server.server.workers.worker import Worker, WorkerParts
from mock_server.server.workers.worker_store import WorkerStore
from mock_server.settings import Settings
from openapi.contract import Contract
from openapi.process.standard_streams import write_stderr

_TRIES = 20
_PAUSE_SECONDS = 0.01


class OutputLock:
    """A lock that forks of this process share; each process uses it from one thread."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - open as long as the process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def around(self, write: Callable[[str], object]) -> Callable[[str], None]:
        """Return a function that writes while no other process writes; it waits for its turn."""

        def write_alone(text: str) -> None:
            with self._held():
                write(text)

        return write_alone

    def soon_around(self, write: Callable[[str], object]) -> Callable[[str], None]:
        """Return a function that waits for its turn for a moment only, then writes all the same."""

        def write_soon(text: str) -> None:
            is_held = self._try()
            try:
                write(text)
            finally:
                if is_held:
                    fcntl.lockf(self._file, fcntl.LOCK_UN)

        return write_soon

    @contextmanager
    def _held(self) -> Iterator[None]:
        fcntl.lockf(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _try(self) -> bool:
        for _ in range(_TRIES):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                time.sleep(_PAUSE_SECONDS)
            else:
                return True
        return False


def serve_with_workers(  # noqa: PLR0913 - parts of a server, each by name
    contracts: Sequence[Contract],
    settings: Settings,
    count: int,
    *,
    log: RequestLog | None,
    write: Callable[[str], object],
    notify: Callable[[str], None],
    greeting: Callable[[Settings], str],
) -> None:
    """Serve contracts with `count` workers until a signal.

    `write` writes lines of the log. When all workers answer, `notify` is called with the greeting
    for the settings with the real port.

    Raises:
        SettingsError: The server cannot listen, or a setting is not valid.
        WorkersError: A worker ends as soon as it is started.
    """
    listeners = listen_for_workers(settings, count)
    real = replace(settings, port=listeners[0][0].getsockname()[1])
    store = WorkerStore()
    try:
        live = ReloadableApp(create_mock(contracts, real, log=log, workers_store=store))
        # Here, each worker need not do it, and what is made is in memory once.
        live.mock.warm_up()
    except BaseException:
        close_all(listeners)
        raise
    # Collections of garbage would write to the memory that the workers share.
    gc.collect()
    gc.freeze()
    with OutputLock() as lock:
        parts = WorkerParts(
            live=live,
            settings=real,
            store=store,
            count=count,
            log=log,
            write=lock.around(write),
            warn=lock.around(write_stderr),
        )

        def run_worker(number: int, channel: socket, is_again: bool) -> int:  # noqa: FBT001 - of a protocol
            worker = Worker(parts, number, channel, is_again=is_again)
            return worker.run(listeners[number - 1])

        stopped_by = Supervisor(
            run_worker,
            listeners=listeners,
            hub=WorkersHub(max_exchanges=real.journal_entries, max_bytes=real.journal_bytes),
            on_ready=lambda: lock.soon_around(notify)(greeting(real)),
            notify=lock.soon_around(write_stderr),
        ).run()
    if stopped_by == signal.SIGHUP:
        # As for a process that does not handle it.
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGHUP)
