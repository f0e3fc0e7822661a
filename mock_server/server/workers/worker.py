"""One worker: a whole mock in a fork of the parent."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from socket import socket

from mock_server.journal.request_log import RequestLog
from mock_server.server.log_writer import LogWriter
from mock_server.server.reloading import FileWatcher, ReloadableApp, Reloader
from mock_server.server.uvicorn_server import UvicornServer
from mock_server.server.workers.forking import receive_signals
from mock_server.server.workers.frames import FrameKind
from mock_server.server.workers.link import ParentLink
from mock_server.server.workers.reports import WorkerReports
from mock_server.server.workers.worker_store import WorkerStore
from mock_server.sessions.stores.store import StoreGoneError
from mock_server.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerParts:
    """What every worker is made of; the parent has made it."""

    live: ReloadableApp  # the mock, which has answered no request yet
    settings: Settings  # how it is served, with the real port
    store: WorkerStore  # what the workers share their choices through
    count: int  # how many workers there are
    log: RequestLog | None  # the lines of requests; None if there is no log
    write: Callable[[str], object]  # writes lines of the log
    warn: Callable[[str], object]  # shows a sentence about the log to the user


class Worker:
    """Serves until the parent or a signal ends it."""

    def __init__(self, parts: WorkerParts, number: int, channel: socket, *, is_again: bool) -> None:
        """Prepare a worker; see `supervisor.RunWorker`."""
        self._parts = parts
        self._is_again = is_again
        self._is_stopped = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unsaid: list[str] = []
        self._link = ParentLink(channel, self._stop)
        parts.store.use(self._link)
        self._tasks: list[asyncio.Task[None]] = []
        self._reloader = Reloader(parts.live, parts.settings, notify=self._notify)
        self._reports = WorkerReports(parts.live, self._link, self._reloader)
        self._server = UvicornServer(
            parts.live,
            settings=parts.settings,
            on_started=self._join,
            on_stopping=self._leave,
            warn=parts.warn,
        )
        self._reports.take_part(number, parts.count)
        if (shared := parts.live.mock.controls.state.link) is not None:
            shared.report_to(lambda sentence: self._notify(f"mock-server: {sentence}"))

    def run(self, listeners: Sequence[socket]) -> int:
        """Serve on listening sockets; return the exit code."""
        receive_signals(self._stop)
        self._reloader.offer_readings()
        if self._is_again and self._parts.settings.is_reloaded and self._reloader.folders():
            # The parent has the documents of its own start; what is wrong with later ones was
            # reported when they were saved.
            self._reloader.reload()
            self._unsaid.clear()
        watch = FileWatcher(self._reloader)
        if self._parts.settings.is_reloaded:
            watch.start()
        writer = self._start_log()
        if not self._is_stopped:
            self._server.run(sockets=[*listeners])
        watch.stop()
        if writer is not None:
            writer.stop()
        return 0

    def _start_log(self) -> LogWriter | None:
        if self._parts.log is None:
            return None
        writer = LogWriter(self._parts.log, write=self._parts.write, notify=self._parts.warn)
        writer.start()
        return writer

    def _join(self) -> None:
        """Connect to the parent, which is informed that the worker answers."""
        self._loop = asyncio.get_running_loop()
        self._tasks.append(self._loop.create_task(self._begin()))

    async def _begin(self) -> None:
        await self._link.connect()
        await self._reports.start()
        self._link.send(FrameKind.READY)
        for text in self._unsaid:
            self._say(text)

    async def _leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._reports.stop()
        await self._link.close()

    def _notify(self, text: str) -> None:
        """Show a sentence to the user, through the parent; may be called from any thread."""
        if self._loop is None:
            self._unsaid.append(text)
        else:
            self._loop.call_soon_threadsafe(self._say, text)

    def _say(self, text: str) -> None:
        with suppress(StoreGoneError):
            self._link.send(FrameKind.NOTICE, text.encode())

    def _stop(self) -> None:
        self._is_stopped = True
        self._server.stop()
