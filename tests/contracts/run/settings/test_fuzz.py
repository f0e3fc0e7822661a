"""Tests of the settings of `contracts fuzz`."""

import pytest

from contracts.errors import OptionError
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.options import settings_from


def test_what_a_command_does_not_take_has_its_default():
    """A command that leaves options out still gets whole settings."""
    targets = ("http://127.0.0.1:9",)

    assert settings_from(FuzzSettings, {}, targets=targets) == FuzzSettings(targets=targets)


@pytest.mark.parametrize("text", ["0s", "soon"])
def test_a_run_without_time_is_refused(text):
    """The message names the option that was mistyped."""
    with pytest.raises(OptionError) as caught:
        settings_from(FuzzSettings, {"for": text}, targets=())

    assert caught.value.where == "--for"
