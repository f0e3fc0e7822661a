"""Garbage collection, paused while a large tree is built, and seldom while much is read.

Building a tree makes many objects and no cycles, but every collection looks at all of them. The
same is true of reading a long file: its values are freed without a collection.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (100_000, 20, 100)
"""Objects that are made between two collections, and how many of those make a thorough one."""


@contextmanager
def collection_paused(*, is_kept: bool = False) -> Iterator[None]:
    """Pause the collection of cycles in this process; it goes on as it was before.

    With `is_kept`, no later collection looks at what there is afterwards.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_kept:
            gc.freeze()
        if was_enabled:
            gc.enable()


@contextmanager
def collection_seldom() -> Iterator[None]:
    """Collect cycles in this process seldom; afterwards as often as before."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
