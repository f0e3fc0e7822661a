"""What several workers cannot do."""

import os
from pathlib import Path

import pytest

from mock_server.errors import SettingsError
from mock_server.server.workers.refusals import check_workers, cores_of_quota, usable_cores
from mock_server.settings import Settings
from tests.acceptance.cases import cases

FILE = Path("a.har")


@cases(
    ("settings", "sentence"),
    {
        "record": (
            Settings(upstream="http://127.0.0.1:1", record="all", recording=FILE),
            "--record and --workers exclude each other",
        ),
    },
)
def test_what_cannot_work_is_refused_with_a_reason(settings, sentence):
    """The message names both options, and what to do."""
    with pytest.raises(SettingsError, match=sentence):
        check_workers(settings, can_fork=True)


def test_a_system_without_forks_is_refused():
    """On Windows the message names another way."""
    with pytest.raises(SettingsError, match="cannot run several workers"):
        check_workers(Settings(), can_fork=False)


def test_a_proxy_and_everything_else_is_accepted():
    """A proxy that records nothing can have workers, and so can a mock that plays a recording."""
    check_workers(Settings(upstream="http://127.0.0.1:1"), can_fork=True)
    check_workers(Settings(recording=FILE), can_fork=True)


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
