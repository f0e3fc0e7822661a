"""How many cores a process may use."""

import os
from math import ceil
from pathlib import Path

CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""Where a container reads its limit of computing time: microseconds of each period, or `max`."""


def usable_cores(quota: Path = CGROUP_QUOTA) -> int:
    """Return how many cores this process may use: those of its mask, within a container's limit."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    try:
        text = quota.read_text(encoding="ascii")
    except (OSError, ValueError):
        return cores
    return min(cores, cores_of_quota(text) or cores)


def cores_of_quota(text: str) -> int | None:
    """Return the cores of a limit in the form of cgroup v2, at least 1; None for no limit.

    >>> cores_of_quota("150000 100000"), cores_of_quota("max 100000")
    (2, None)
    """
    allowed, _, period = text.strip().partition(" ")
    if not (allowed.isdecimal() and period.isdecimal() and int(period)):
        return None
    return max(ceil(int(allowed) / int(period)), 1)
