"""A value that is made when it is needed first."""

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """Return a function that returns what `make` returns, and calls it once.

    Threads that need the value at the same time get the same one; `functools.cache` would make it
    for each. If `make` raises an exception, the next call tries again.
    """
    lock, made = Lock(), list[T]()

    def value() -> T:
        if not made:
            with lock:
                if not made:
                    made.append(make())
        return made[0]

    return value
