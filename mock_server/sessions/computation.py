"""Computations that may take seconds, off the event loop, which waits for them only briefly.

To derive a value from a schema, or to correct an example, usually takes less than a millisecond,
and there is no bound for a hostile document. The steps of a request await nothing, so they are run
again when the computation is finished (`when_computed`).
"""

from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import TypeVar

from mock_server.sessions.request_context import RequestContext
from openapi.process.background_thread import BackgroundThread, UnfinishedError

T = TypeVar("T")

_WAIT_SECONDS = 0.1
"""How long the event loop waits for a computation, which nearly always ends within."""
_QUICK_SECONDS = 0.01
_MOST_KNOWN = 4096  # kinds of answers that are known to be quick

_THREAD = BackgroundThread()
_QUICK: set[str] = set()


def computed(context: RequestContext, kind: str, compute: Callable[[], T]) -> T:
    """Return what `compute` returns, computed once for a request.

    It runs in a thread, unless the last computation of its kind for the operation was quick.

    Raises:
        UnfinishedError: It takes long; when it is finished, the steps have to be run again.
        Exception: What `compute` raises.
    """
    if (known := context.computations.get(kind)) is not None:
        if not known.done():
            raise UnfinishedError(known)
        result: T = known.result()
        return result
    operation = context.head.operation
    key = f"{operation.api} {operation.id} {kind}" if operation is not None else kind
    timed = _timed(key, compute)
    if key in _QUICK:
        return timed()
    try:
        return _THREAD.result_within(_WAIT_SECONDS, timed)
    except UnfinishedError as error:
        context.computations[kind] = error.future
        raise


def _timed(key: str, compute: Callable[[], T]) -> Callable[[], T]:
    """Return a function that computes, and remembers whether that was quick."""

    def timed() -> T:
        began = perf_counter()
        try:
            return compute()
        finally:
            if perf_counter() - began > _QUICK_SECONDS:
                _QUICK.discard(key)
            else:
                if len(_QUICK) >= _MOST_KNOWN:
                    _QUICK.clear()
                _QUICK.add(key)

    return timed


async def when_computed(context: RequestContext, do: Callable[[], Awaitable[T]]) -> T:
    """Return what `do` returns, which is run again when what it needs is computed.

    Raises:
        Exception: What `do` raises.
    """
    while True:
        notes = context.notes
        try:
            return await do()
        except UnfinishedError as error:
            context.notes = notes
            await error.wait()
