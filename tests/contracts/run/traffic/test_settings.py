"""Tests of the settings of `drift` and `learn`."""

from contracts.run.settings.options import options_of, settings_from
from contracts.run.traffic.settings import (
    NEVER_SENT,
    NOT_FOR_LEARNING,
    DriftSettings,
    LearnSettings,
)


def test_drift_fails_on_breaking_changes_by_default():
    """Likely and minor ones are shown."""
    settings = settings_from(DriftSettings, {}, a="a.yaml", b="b.har")

    assert (settings.fail_on, settings.urls, settings.is_quiet) == ("breaking", (), False)


def test_options_that_are_left_out_exist():
    """A misspelt name would leave in what it should not."""
    for cls, without in ((DriftSettings, NEVER_SENT), (LearnSettings, NOT_FOR_LEARNING)):
        assert without <= {option.name for option in options_of(cls)}
