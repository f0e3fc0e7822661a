"""Tests of the settings of `contracts har`."""

from contracts.run.settings.har import NOT_HERE, HarSettings
from contracts.run.settings.options import options_of, settings_from


def test_options_about_sending_exist_and_are_left_out():
    """An option that is renamed does not come back as one that does nothing."""
    assert {option.name for option in options_of(HarSettings)} >= NOT_HERE


def test_what_is_not_given_has_its_default():
    """Without `--url`, the documented servers count."""
    assert settings_from(HarSettings, {}).urls == ()
