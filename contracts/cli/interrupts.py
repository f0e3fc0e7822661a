"""Lets SIGINT and SIGTERM end a run that still writes its reports."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from contracts.http.interruption import Interruption


@contextmanager
def interrupted_by_signals(interruption: Interruption) -> Iterator[None]:
    """Give the signals that come inside to `interruption`.

    Raises:
        KeyboardInterrupt: A signal has come before anything was sent.
    """

    def interrupt(number: int, _: object) -> None:
        interruption.interrupt(number)

    def hook(unraisable: Any) -> None:  # noqa: ANN401 - its type has no public name
        # Raised in a callback that cannot propagate it; the interruption keeps it.
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            original_hook(unraisable)

    before = {each: signal.signal(each, interrupt) for each in (signal.SIGINT, signal.SIGTERM)}
    original_hook, sys.unraisablehook = sys.unraisablehook, hook
    try:
        yield
    finally:
        sys.unraisablehook = original_hook
        for each, handler in before.items():
            signal.signal(each, handler)
