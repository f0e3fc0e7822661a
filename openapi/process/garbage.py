"""Garbage collection, paused while a large tree is built.

Building a tree makes many objects and no cycles, but every collection looks at all of them.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the collection of cycles in this process; it goes on as it was before."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
