"""What a worker reports of a test."""

from types import SimpleNamespace

import pytest

from tests.conftest import says_something


@pytest.mark.parametrize(
    ("when", "outcome", "is_sent"),
    [
        ("setup", "passed", False),
        ("call", "passed", True),
        ("teardown", "passed", False),
        ("setup", "failed", True),
        ("setup", "skipped", True),
        ("call", "failed", True),
        ("teardown", "failed", True),
    ],
)
def test_no_failure_is_kept_back(when, outcome, is_sent):
    """One report of a test that passes is sent, and every other that has not passed."""
    report = SimpleNamespace(when=when, passed=outcome == "passed")

    assert says_something(report) is is_sent
