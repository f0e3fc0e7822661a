"""Memory: garbage collection is paused while much is read; what was freed is given back.

Building a tree makes many objects and no cycles, but every collection looks at all of them. The
same is true of reading a long file: its values are freed without a collection.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (100_000, 20, 100)  # objects between two collections, and how many make a thorough one

_M_MMAP_THRESHOLD = -3
_THRESHOLD_BYTES = 256 * 1024


def give_back_freed_memory() -> bool:
    """Have the C library give long blocks back as soon as they are freed; return whether it does.

    By default glibc keeps blocks of up to 32 MiB after the first of that size was freed, and the
    process stays as large as all of them together. Other C libraries are left as they are.
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes  # noqa: PLC0415 - takes longer than the rest of this module

    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, _THRESHOLD_BYTES))


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
