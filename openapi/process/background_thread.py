"""One thread for long computations, so that the event loop can answer other requests.

Jobs run one after the other: with a single thread besides the loop, the loop gets half of the
interpreter's time, however many jobs are queued. The thread is a daemon, so a server that stops
does not wait for jobs.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock, Thread
from threading import enumerate as threads
from typing import Any, TypeVar
from weakref import WeakSet

T = TypeVar("T")

_Job = tuple["Future[Any]", Callable[[], Any]]

_THREADS: "WeakSet[BackgroundThread]" = WeakSet()


class UnfinishedError(Exception):
    """A computation is not finished within the time that its caller can wait.

    Attributes:
        future: Its result, once it is finished.
    """

    def __init__(self, future: "Future[Any]") -> None:
        super().__init__("the computation goes on in the thread")
        self.future = future

    async def wait(self) -> None:
        """Wait until the computation has ended, with a result or an error."""
        with suppress(Exception):  # the caller asks the future again
            await asyncio.wrap_future(self.future)


class BackgroundThread:
    """Runs functions off the event loop, one at a time."""

    def __init__(self) -> None:
        """Begin without a thread; the first job starts it."""
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._starting = Lock()
        self._thread: Thread | None = None
        self._pending = 0
        _THREADS.add(self)

    @property
    def is_busy(self) -> bool:
        """Whether a job is being done, or waits."""
        return self._pending > 0

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Have `work` computed in the thread; return where its result will be.

        A job whose future is cancelled before its turn is skipped.
        """
        future: Future[T] = Future()
        with self._starting:
            self._pending += 1
            if self._thread is None:
                self._thread = Thread(target=self._serve, name="mock-server-computing", daemon=True)
                self._thread.start()
        self._jobs.put((future, work))
        return future

    async def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, computed in the thread.

        A job whose caller was cancelled before its turn is skipped.

        Raises:
            Exception: The exception of `work`.
        """
        future = asyncio.wrap_future(self.submit(work))
        try:
            return await future
        finally:
            # An exception refers to this call, and would refer to itself through its future: with
            # it, whatever `work` has read would stay until the next collection of garbage.
            del future

    def result_within(self, seconds: float, work: Callable[[], T]) -> T:
        """Return what `work` returns; block for at most `seconds`, and not behind other jobs.

        Raises:
            UnfinishedError: It takes longer, and goes on.
            Exception: The exception of `work`.
        """
        is_idle = not self.is_busy
        future = self.submit(work)
        try:
            return future.result(seconds if is_idle else 0)
        except FutureTimeoutError:
            if future.done():
                raise  # by `work` itself
            raise UnfinishedError(future) from None
        finally:
            del future

    def _serve(self) -> None:
        while True:
            self._do(*self._jobs.get())

    def _do(self, future: "Future[Any]", work: Callable[[], Any]) -> None:
        """Run one job; a call of its own, so that nothing of it stays until the next job."""
        try:
            if future.set_running_or_notify_cancel():
                _settle(future, work)
        finally:
            with self._starting:
                self._pending -= 1
            # The frames of an error refer to this one; without this, it would refer to itself.
            del future, work


def _settle(future: "Future[Any]", work: Callable[[], Any]) -> None:
    try:
        result = work()
    except Exception as error:  # noqa: BLE001 - it is raised again in the caller
        found: Exception | None = error
    else:
        found = None
    # If the loop has ended, so has the caller.
    with suppress(RuntimeError):
        if found is None:
            future.set_result(result)
        else:
            future.set_exception(found)
    del future, found, work


def end_process_if_busy(*names: str) -> None:
    """End this process with exit code 0 if such a thread, or one of these names, is at work.

    The interpreter's own end would stop such a thread inside an extension, which aborts.
    """
    others = any(each.name in names for each in threads())
    if others or any(each.is_busy for each in _THREADS):
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(0)
