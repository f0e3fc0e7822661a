"""Tests of the settings that say how servers are called."""

import pytest

from contracts.errors import OptionError
from contracts.run.settings.options import settings_from
from contracts.run.settings.server import ServerSettings


def test_settings_do_not_show_secrets():
    """Headers and environment stay out of tracebacks."""
    settings = ServerSettings(headers=(("X", "hush"),), environ={"T": "hush"})

    assert "hush" not in repr(settings)


def test_time_is_not_limited_by_default():
    """A replay ends with its requests, so no clock ends it."""
    assert ServerSettings().max_seconds == 0.0


@pytest.mark.parametrize(("key", "option"), [("timeout", "--timeout"), ("max_time", "--max-time")])
def test_a_limit_of_no_time_is_refused(key, option):
    """A mistake in an option is not reported as a server without answers."""
    with pytest.raises(OptionError, match="out of bounds") as caught:
        settings_from(ServerSettings, {key: "0s"})

    assert caught.value.where == option


@pytest.mark.parametrize("name", ["A B", "", "1A", "A=b", "A,B"])
def test_variable_of_an_impossible_name_is_refused(name):
    """What is no name of a variable would allow nothing, and nothing would say so."""
    with pytest.raises(OptionError, match="no name of a variable") as caught:
        settings_from(ServerSettings, {"env": ("GOOD_1", name)})
    assert caught.value.where == "--env"


def test_names_of_variables_are_taken():
    """Each name that is given is allowed."""
    assert settings_from(ServerSettings, {"env": ("A", "_b2")}).env == {"A", "_b2"}
