"""One thread for long computations, so that the event loop can answer other requests.

Jobs run one after the other: with a single thread besides the loop, the loop gets half of the
interpreter's time, however many jobs are queued. The thread is a daemon, so a server that stops
does not wait for jobs.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

T = TypeVar("T")

_Job = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]", Callable[[], Any]]


class BackgroundThread:
    """Runs functions off the event loop, one at a time."""

    def __init__(self) -> None:
        """Begin without a thread; the first job starts it."""
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._starting = Lock()
        self._thread: Thread | None = None

    async def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, computed in the thread.

        A job whose caller was cancelled before its turn is skipped.

        Raises:
            Exception: The exception of `work`.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._start()
        self._jobs.put((loop, future, work))
        try:
            return await future
        finally:
            # An exception refers to this call, and would refer to itself through its future: with
            # it, whatever `work` has read would stay until the next collection of garbage.
            del future

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._serve, name="mock-server-computing", daemon=True)
                self._thread.start()

    def _serve(self) -> None:
        while True:
            self._do(*self._jobs.get())

    def _do(
        self,
        loop: asyncio.AbstractEventLoop,
        future: "asyncio.Future[Any]",
        work: Callable[[], Any],
    ) -> None:
        """Run one job; a call of its own, so that nothing of it stays until the next job."""
        if future.cancelled():
            return
        try:
            settle = _settler(future, result=work())
        except Exception as error:  # noqa: BLE001 - it is raised again in `run`
            settle = _settler(future, error=error)
        # If the loop has ended, so has the caller.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle)
        # The frames of an error refer to this one; without this, it would refer to itself.
        del settle, future, work


def _settler(
    future: "asyncio.Future[Any]",
    *,
    result: Any = None,  # noqa: ANN401 - of any type
    error: Exception | None = None,
) -> Callable[[], None]:
    """Return a function that sets the future's result, to be called in the loop's thread."""

    def settle() -> None:
        if future.done():
            return  # its caller was cancelled meanwhile
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    return settle
