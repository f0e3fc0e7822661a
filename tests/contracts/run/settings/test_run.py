"""Tests of the settings that `check` and `fuzz` share."""

import pytest

from contracts.run.settings.run import RunSettings
from openapi.contract import Severity


@pytest.mark.parametrize(
    ("is_strict", "failing"),
    [(False, {Severity.ERROR}), (True, {Severity.ERROR, Severity.WARNING})],
)
def test_strict_runs_fail_on_warnings(is_strict, failing):
    """--strict adds warnings to what fails the run; an info never fails it."""
    assert RunSettings(targets=(), is_strict=is_strict).failing == failing
