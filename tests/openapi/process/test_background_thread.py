"""The thread: long work does not block the event loop, and its caller gets the result."""

import asyncio
import gc
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from functools import partial

import pytest

from openapi.process.background_thread import BackgroundThread, UnfinishedError


def test_others_are_served_while_work_goes_on():
    """Work can wait for the event loop, so it does not block the loop."""

    async def served() -> bool:
        answered = threading.Event()
        job = asyncio.create_task(BackgroundThread().run(lambda: answered.wait(30)))
        await asyncio.sleep(0)
        answered.set()
        return await job

    assert asyncio.run(served())


def test_what_work_raises_is_raised_where_it_was_ordered():
    """The caller gets the exception, and the thread continues."""

    async def asked() -> int:
        thread = BackgroundThread()
        with pytest.raises(ZeroDivisionError):
            await thread.run(lambda: 1 // 0)
        return await thread.run(lambda: 5)

    assert asyncio.run(asked()) == 5


def test_work_that_is_no_longer_wanted_is_left_out():
    """A job whose caller was cancelled is skipped."""
    done: list[str] = []

    async def asked() -> None:
        thread, gate = BackgroundThread(), threading.Event()
        first = asyncio.create_task(thread.run(lambda: gate.wait(30)))
        gone = asyncio.create_task(thread.run(lambda: done.append("gone")))
        last = asyncio.create_task(thread.run(lambda: done.append("last")))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(first, last)

    asyncio.run(asked())

    assert done == ["last"]


def test_nothing_of_a_job_stays():
    """What a job has read is freed when its caller has the result or the error."""

    class Long:
        """Something long."""

    async def run(*, is_refused):
        long = Long()
        gone = weakref.ref(long)

        def work(held):
            if is_refused:
                raise ValueError(held)

        with suppress(ValueError):
            await thread.run(partial(work, long))
        del long
        await thread.run(lambda: None)  # the thread has come back from the job before
        return gone()

    thread = BackgroundThread()
    gc.disable()
    try:
        assert asyncio.run(run(is_refused=False)) is None
        assert asyncio.run(run(is_refused=True)) is None
    finally:
        gc.enable()


def test_short_work_is_awaited_at_once():
    """What ends within the time is returned without an event loop, and errors are raised."""
    worker = BackgroundThread()

    assert worker.result_within(30, lambda: 5) == 5
    with pytest.raises(ZeroDivisionError):
        worker.result_within(30, lambda: 1 // 0)


def test_long_work_goes_on_and_can_be_awaited_later():
    """Work that takes longer raises what gives its result later; nothing waits behind it."""
    worker, gate = BackgroundThread(), threading.Event()

    with pytest.raises(UnfinishedError) as long:
        worker.result_within(0.01, lambda: gate.wait(30))
    with pytest.raises(UnfinishedError) as behind:
        worker.result_within(30, lambda: 1 // 0)
    is_busy = worker.is_busy
    gate.set()
    asyncio.run(long.value.wait())
    asyncio.run(behind.value.wait())

    assert is_busy
    assert long.value.future.result()
    assert isinstance(behind.value.future.exception(), ZeroDivisionError)


@pytest.mark.parametrize(
    ("before", "code"), [("pass", 7), ("thread.submit(sleep)", 0), ("start('other')", 0)]
)
def test_process_ends_though_a_thread_is_busy(before, code):
    """A process with a busy background thread, or a named one, ends at once, with its output."""
    lines = [
        "from threading import Thread",
        "from time import sleep as wait",
        "from openapi.process.background_thread import BackgroundThread, end_process_if_busy",
        "thread, sleep = BackgroundThread(), lambda: wait(60)",
        "start = lambda name: Thread(target=sleep, name=name, daemon=True).start()",
        before,
        "print('written')",
        "end_process_if_busy('other')",
        "raise SystemExit(7)",
    ]
    ended = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", "\n".join(lines)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )

    assert (ended.returncode, ended.stdout) == (code, "written\n")
