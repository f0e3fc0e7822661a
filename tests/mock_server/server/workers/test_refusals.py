"""What several workers cannot do."""

from pathlib import Path

import pytest

from mock_server.errors import SettingsError
from mock_server.server.workers.refusals import check_workers
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
        "play": (Settings(recording=FILE), "--recording and --workers exclude each other"),
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
    """A proxy that records nothing can have workers."""
    check_workers(Settings(upstream="http://127.0.0.1:1"), can_fork=True)
