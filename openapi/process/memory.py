"""Memory that is given back to the system when long texts are freed."""

import ctypes
import sys

_M_MMAP_THRESHOLD = -3
_THRESHOLD_BYTES = 256 * 1024


def give_back_freed_memory() -> bool:
    """Have the C library give long blocks back as soon as they are freed; return whether it does.

    By default glibc keeps blocks of up to 32 MiB after the first of that size was freed, and the
    process stays as large as all of them together. Other C libraries are left as they are.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, _THRESHOLD_BYTES))
