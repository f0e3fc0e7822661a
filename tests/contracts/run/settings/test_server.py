"""Tests of the settings that say how servers are called."""

from contracts.run.settings.server import ServerSettings


def test_settings_do_not_show_secrets():
    """Headers and environment stay out of tracebacks."""
    settings = ServerSettings(headers=(("X", "hush"),), environ={"T": "hush"})

    assert "hush" not in repr(settings)


def test_time_is_not_limited_by_default():
    """A replay ends with its requests, so no clock ends it."""
    assert ServerSettings().max_seconds == 0.0
