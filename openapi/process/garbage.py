"""Garbage collection, paused while a large tree is built.

Building a tree makes many objects and no cycles, but every collection looks at all of them.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused(*, is_kept: bool = False) -> Iterator[None]:
    """Pause the collection of cycles in this process; it goes on as it was before.

    Args:
        is_kept: Whether what there is afterwards is kept to the end of the process, so that no
            later collection looks at it.
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
