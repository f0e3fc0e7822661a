"""Serves with several workers: prepares the mock once, and runs it in each."""

import gc
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from socket import socket

from mock_server.asgi.app import create_mock
from mock_server.journal.request_log import RequestLog
from mock_server.server.reloading import ReloadableApp
from mock_server.server.workers.listening import close_all, listen_for_workers
from mock_server.server.workers.output_lock import OutputLock
from mock_server.server.workers.parent.hub import WorkersHub
from mock_server.server.workers.parent.supervisor import Supervisor
from mock_server.server.workers.worker import Worker, WorkerParts
from mock_server.server.workers.worker_store import WorkerStore
from mock_server.settings import Settings
from openapi.contract import Contract
from openapi.process.standard_streams import write_stderr


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
