"""How many workers there may be, and what several cannot do, refused before a start."""

import os
from math import ceil
from pathlib import Path

from mock_server.errors import SettingsError
from mock_server.settings import Settings

CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")  # `max`, or microseconds of each period


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


def check_workers(settings: Settings, *, can_fork: bool = hasattr(os, "fork")) -> None:
    """Check that a server with these settings can have several workers.

    Raises:
        SettingsError: It cannot.
    """
    if not can_fork:
        raise SettingsError(
            "this system cannot run several workers",
            found="a Python without os.fork",
            hint="serve without --workers; several servers can run on ports of their own",
        )
    if settings.is_recorded:
        raise SettingsError(
            "--record and --workers exclude each other",
            found="each worker would replace the file of the others",
            hint="record with one process, and play the file with as many mocks as you like",
        )
