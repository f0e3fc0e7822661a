"""Tests with a store run where there is a Redis, and are counted where there is none."""

from types import SimpleNamespace

from tests.architecture.files import ROOT
from tests.conftest import redis_line
from tests.redis_server import REASON


def test_skipped_tests_with_a_store_are_counted():
    """The last lines of a run say how many were skipped and how to get them."""
    skipped = [SimpleNamespace(longrepr=("a.py", 1, f"Skipped: {REASON}"))] * 3
    other = SimpleNamespace(longrepr=("a.py", 1, "Skipped: there is no curl here"))

    assert redis_line([other]) == ""
    assert redis_line([*skipped, other]).startswith("NOT RUN: 3 tests with a store")


def test_ci_installs_redis():
    """A fresh machine runs them too."""
    assert "make redis" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
