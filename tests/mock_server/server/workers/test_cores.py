"""How many cores a process may use."""

import os

from mock_server.server.workers.cores import cores_of_quota, usable_cores


def test_a_container_s_limit_bounds_the_cores(tmp_path):
    """With half a core one worker is started, however many cores the machine has."""
    quota = tmp_path / "cpu.max"
    quota.write_text("50000 100000\n")

    assert usable_cores(quota) == 1


def test_without_a_limit_the_cores_of_the_process_count(tmp_path):
    """A machine without containers, or a container without limit, has its own cores."""
    quota = tmp_path / "cpu.max"
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()

    assert usable_cores(quota) == own
    quota.write_text("max 100000\n")
    assert usable_cores(quota) == own


def test_an_unreadable_limit_is_none():
    """What is no limit does not end the command."""
    for text in ("", "garbage", "100 0", "-1 100000", "1.5 100000"):
        assert cores_of_quota(text) is None
    assert cores_of_quota("250000 100000") == 3
